package figures

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// rounded is the value of a result with so many decimals.
func rounded(name string, decimals int) Figure {
	return func(r *Record) (string, error) {
		result, err := r.result(name)
		if err != nil {
			return "", err
		}
		return strconv.FormatFloat(*result.Value, 'f', decimals, 64), nil
	}
}

// inNote is what a result says of itself in its note, at a place in it.
func inNote(name, place string) Figure {
	pattern := regexp.MustCompile(place)
	return func(r *Record) (string, error) {
		result, err := r.result(name)
		if err != nil {
			return "", err
		}
		found := pattern.FindStringSubmatch(result.Note)
		if found == nil {
			return "", fmt.Errorf("%s does not say %q in its note: %s", name, place, result.Note)
		}
		said := cmp.Or(found[1:]...)
		number, err := strconv.Atoi(said)
		if err != nil {
			return said, nil // a fraction, or a word
		}
		return grouped(number), nil
	}
}

// inFlight is how many calls were in flight: a number, or "one" after the other.
func inFlight(name string) Figure {
	return inNote(name, `([0-9.]+) calls in flight|(?:bound: )(one) call after the other`)
}

func calls(name string) Figure { return inNote(name+"-calls", `^([0-9]+) calls: `) }
func beyond(name string) Figure {
	return inNote(name+"-calls", `; (-?[0-9]+) more than full pages take`)
}

// kind is how many of the calls of a push were of a kind.
func kind(name, of string) Figure {
	said := inNote(name+"-writes", ` ([0-9]+) `+of+`\b`)
	return func(r *Record) (string, error) {
		result, err := r.result(name + "-writes")
		if err == nil && !strings.Contains(result.Note, " "+of) {
			return "0", nil
		}
		return said(r)
	}
}

// atMost is the largest value of the results that are chosen, rounded up.
func atMost(unit string, chosen func(name string) bool) Figure {
	return func(r *Record) (string, error) {
		most := math.Inf(-1)
		for _, result := range r.Results {
			if result.Value != nil && chosen(result.Name) {
				most = max(most, *result.Value)
				if result.Unit != unit {
					return "", fmt.Errorf("%s is in %s, want %s", result.Name, result.Unit, unit)
				}
			}
		}
		if math.IsInf(most, -1) {
			return "", fmt.Errorf("the bench has none of the results in %s that are asked for", unit)
		}
		return strconv.FormatFloat(math.Ceil(most), 'f', 0, 64), nil
	}
}

// memoryOf chooses the memory that was taken in all reads or pushes of these measurements, but for those left out.
func memoryOf(measurements string, without ...string) func(name string) bool {
	pattern := regexp.MustCompile(`^(?:` + measurements + `)\..*-memory$`)
	return func(name string) bool {
		for _, other := range without {
			if strings.HasPrefix(name, other) {
				return false
			}
		}
		return pattern.MatchString(name)
	}
}

func only(name string) func(string) bool { return func(other string) bool { return other == name } }

// none is the word for it, if no call of any measurement was answered with 429.
func none(word string) Figure {
	return func(r *Record) (string, error) {
		for _, result := range r.Results {
			if result.Unit == "answers 429" && (result.Value == nil || *result.Value != 0) {
				return "", fmt.Errorf("%s is not zero, so the document must not say %q", result.Name, word)
			}
		}
		return word, nil
	}
}

// Where the results come from.
func processors(r *Record) (string, error) {
	words := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight"}
	if r.Origin.Processors < len(words) {
		return words[r.Origin.Processors], nil
	}
	return strconv.Itoa(r.Origin.Processors), nil
}

func goVersion(r *Record) (string, error) { return strings.TrimPrefix(r.Origin.Go, "go"), nil }

func commit(r *Record) (string, error) { return r.Origin.Commit[:min(len(r.Origin.Commit), 10)], nil }

func day(layout string) Figure {
	return func(r *Record) (string, error) {
		date, err := time.Parse(time.DateOnly, r.Origin.Date)
		return date.Format(layout), err
	}
}

// grouped is a number with commas between its thousands.
func grouped(number int) string {
	text := strconv.Itoa(number)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}
