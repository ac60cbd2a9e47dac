package figures

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Quote is a place in a document, a sentence or the rows of a table, in which each … stands for a figure.
type Quote struct {
	File    string
	Text    string
	Figures []Figure
}

// Figure makes a figure of the results.
type Figure func(*Record) (string, error)

var blank = regexp.MustCompile(`\s+`)

// pattern finds the place. A sentence may be on several lines; a figure is a word or a cell.
func (q Quote) pattern() *regexp.Regexp {
	words := blank.Split(strings.TrimSpace(q.Text), -1)
	for i, word := range words {
		words[i] = strings.ReplaceAll(regexp.QuoteMeta(word), "…", `([^\s|]+)`)
	}
	expression := strings.Join(words, `\s+`)
	if strings.HasSuffix(q.Text, "|\n") {
		expression += `\n(?:\n|$)` // the last row of its table
	}
	return regexp.MustCompile(expression)
}

// Set returns the text of a document with the figures that the record has.
func (q Quote) Set(text string, record *Record) (string, error) {
	places := q.pattern().FindAllStringSubmatchIndex(text, -1)
	if len(places) != 1 {
		return text, fmt.Errorf("%s has it %d times, want once:\n%s", q.File, len(places), strings.TrimSpace(q.Text))
	}
	if gaps := len(places[0])/2 - 1; gaps != len(q.Figures) {
		return text, fmt.Errorf("%d figures for %d gaps in %q", len(q.Figures), gaps, q.Text)
	}
	var faults []error
	for i, made := range slices.Backward(q.Figures) { // so that the places of those before it stay
		figure, err := made(record)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		begin, end := places[0][2*i+2], places[0][2*i+3]
		text = text[:begin] + figure + text[end:]
	}
	return text, errors.Join(faults...)
}

// Unquoted returns the lines of tables in a section of a document that no quote has.
func Unquoted(text, section string, quotes []Quote) []string {
	_, rest, _ := strings.Cut(text, "\n## "+section+"\n")
	rest, _, _ = strings.Cut(rest, "\n## ")
	for _, quote := range quotes {
		rest = quote.pattern().ReplaceAllString(rest, "\n")
	}
	var rows []string
	for line := range strings.Lines(rest) {
		if strings.HasPrefix(strings.TrimSpace(line), "|") {
			rows = append(rows, strings.TrimSpace(line))
		}
	}
	return rows
}
