package ui

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/difference"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"
)

const (
	// mostChanges is how many changes a page shows.
	mostChanges = 300
	// longestChange is how many characters it shows of a value, sameAround how many of what stays the same around a change.
	longestChange = 500
	sameAround    = 80
)

// diffView is what changed between two versions.
type diffView struct {
	// Large means that they were too large to compare.
	Large   bool
	Changes []changeRow
	// Total counts the changes; not all may be shown.
	Total int
	// Same counts the properties of the entity, those in it not among them, that are equal in both.
	Same int
}

// changeRow is one change, in a word and with the values.
type changeRow struct {
	Word, Sign    string
	Path          string
	Before, After []piece
	// BeforeType and AfterType are the types of typed strings.
	BeforeType, AfterType string
}

// piece is a part of a value; Marked is what differs.
type piece struct {
	Text   string
	Marked bool
}

// diffOf compares two versions; without the first, everything is new.
func diffOf(before, after *dataset.Version) (diffView, error) {
	old, large, err := contentOf(before)
	if err != nil || large {
		return diffView{Large: large}, err
	}
	now, large, err := contentOf(after)
	if err != nil || large {
		return diffView{Large: large}, err
	}
	changes := difference.Of(old, now)
	out := diffView{Total: len(changes)}
	touched := map[string]bool{}
	for _, c := range changes {
		touched[c.Path[0].Key] = true
		if len(out.Changes) < mostChanges {
			out.Changes = append(out.Changes, rowOf(c))
		}
	}
	for key := range now {
		if _, was := old[key]; was && !touched[key] {
			out.Same++
		}
	}
	return out, nil
}

// contentOf returns the properties of a version, and _deleted if it is true.
func contentOf(v *dataset.Version) (content map[string]any, large bool, err error) {
	if v == nil {
		return map[string]any{}, false, nil
	}
	if len(v.Members) > largestShown {
		return nil, true, nil
	}
	if content, err = dataset.DecodeObject(object(v.Members)); err == nil && v.Deleted {
		content["_deleted"] = true
	}
	return content, false, err
}

func rowOf(c difference.Change) changeRow {
	row := changeRow{Path: pathText(c.Path), BeforeType: typeOfValue(c.Old), AfterType: typeOfValue(c.New)}
	old, now := jsonText(c.Old), jsonText(c.New)
	switch c.Kind {
	case difference.Added:
		row.Word, row.Sign, row.After = "added", "+", []piece{{clipped(now, longestChange), true}}
	case difference.Removed:
		row.Word, row.Sign, row.Before = "removed", "−", []piece{{clipped(old, longestChange), true}}
	default:
		row.Word, row.Sign = "changed", "~"
		row.Before, row.After = marked(old, now)
	}
	return row
}

func typeOfValue(value any) string {
	text, _ := value.(string)
	return typeNames[dtl.TypeOf(text)]
}

// marked marks what differs between two JSON texts: of strings all but what both begin and end with, of other values
// everything.
func marked(old, now string) (before, after []piece) {
	if old[0] != '"' || now[0] != '"' {
		return []piece{{clipped(old, longestChange), true}}, []piece{{clipped(now, longestChange), true}}
	}
	a, b := []rune(old), []rune(now)
	const quote = 1
	same, tail := quote, quote
	for same < len(a)-tail && same < len(b)-tail && a[same] == b[same] {
		same++
	}
	for tail < len(a)-same && tail < len(b)-same && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	if 2*(same+tail-2*quote) < min(len(a), len(b))-2*quote { // what they have in common is chance
		same, tail = 0, 0
	}
	head, end := a[:same], a[len(a)-tail:]
	return pieces(head, a[same:len(a)-tail], end), pieces(head, b[same:len(b)-tail], end)
}

func pieces(head, middle, tail []rune) []piece {
	var out []piece
	if n := len(head); n > sameAround {
		head = append([]rune("…"), head[n-sameAround:]...)
	}
	if len(tail) > sameAround {
		tail = append(append([]rune(nil), tail[:sameAround]...), '…')
	}
	for _, p := range []piece{{string(head), false}, {clipped(string(middle), longestChange), true}, {string(tail), false}} {
		if p.Text != "" {
			out = append(out, p)
		}
	}
	return out
}

// plainKey is a key that needs no quotes in a path.
var plainKey = regexp.MustCompile(`^[\pL\pN_$:@/+-]{1,100}$`)

// pathText writes a path as names with dots between them, and indexes in brackets.
func pathText(path []difference.Step) string {
	var out strings.Builder
	for i, step := range path {
		switch {
		case step.InList:
			out.WriteString("[" + strconv.Itoa(step.Index) + "]")
		case !plainKey.MatchString(step.Key):
			out.WriteString("[" + jsonText(clipped(step.Key, 200)) + "]")
		case i > 0:
			out.WriteString("." + step.Key)
		default:
			out.WriteString(step.Key)
		}
	}
	return out.String()
}
