package house

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// speaking are the packages whose texts a person may meet in the log of the connector, in its answers, or in the execution log of
// a pipe of the fake node that calls it.
var speaking = []string{
	"connector", "connector/cmd/connector", "connector/internal/server", "connector/internal/extract", "connector/internal/hubspot",
	"connector/internal/push", "connector/internal/said", "connector/internal/sesam", "connector/internal/spelling",
	"fakesesam/internal/service", "fakesesam/internal/source", "fakesesam/internal/system", "fakesesam/internal/pump",
}

// silent are the texts that nobody meets as a symptom.
var silent = map[string]string{
	`(default …)`: help, `… Settings in the environment; each name is also read in upper snake case (API_KEY):`: help,
	`connector … (…)`: help, `commit …`: help, `hubspot-to-sesam connector`: help,
	`usage: connector [serve ¦ healthcheck ¦ version ¦ help] serve answer Sesam (the default) healthcheck exit with 0 if the connector on this machine answers version print the version help print this help and the settings`: help,

	`Basic realm="connector"`: header, `Bearer …`: header,

	`daily limit`: theirs, `limit reached`: theirs, `secondly limit`: theirs, `http request to an https server`: theirs,
	`http request was sent to https port`: theirs, `malformed HTTP response "\x15\x03`: theirs, `invalid proxy`: theirs, `max depth`: theirs,

	`id …`: part, `key …`: part, `entity …`: part, `entity …: …`: part, `an object`: part, `the number …`: part, `association type`: part,
	`association types`: part, `1 entity has`: part, `… entities have`: part,

	`… run …: … processed, … changed, … deleted`: summary, `, … could not be written`: summary, `; warning: …`: summary,
}

// Why a text is none.
const (
	help    = "what the program says of itself when it is asked"
	header  = "a header"
	theirs  = "looked for in what others say"
	part    = "too little to be looked for, and only ever within another text"
	summary = "a run in one line, for programs that embed the node"
)

var (
	symptomRow = regexp.MustCompile(`(?m)^\| (.+?) \| .+ \| .+ \|$`)
	inCode     = regexp.MustCompile("`([^`]+)`")
	gaps       = regexp.MustCompile(gap + "{2,}")
)

// Every text that a person may meet has a row in the table of symptoms, and every row has a text that the programs say.
func TestEveryMessageHasASymptom(t *testing.T) {
	rows := map[string]bool{}
	for _, row := range symptomRow.FindAllStringSubmatch(read(t, root(t)+"/docs/troubleshooting.md"), -1) {
		for _, text := range inCode.FindAllStringSubmatch(row[1], -1) {
			if rows[text[1]] {
				t.Errorf("docs/troubleshooting.md has two rows for `%s`", text[1])
			}
			rows[text[1]] = true
		}
	}
	said := map[string]bool{}
	for _, folder := range speaking {
		for _, text := range textsIn(t, folder) {
			said[shown(text)] = true
		}
	}
	if len(said) < 300 {
		t.Errorf("only %d texts found; the test reads the programs wrong", len(said))
	}
	var missing []string
	for text := range said {
		if !rows[text] && silent[text] == "" {
			missing = append(missing, text)
		}
	}
	slices.Sort(missing)
	for _, text := range missing {
		t.Errorf("docs/troubleshooting.md has no row for `%s`", text)
	}
	for text := range rows {
		if !said[text] {
			t.Errorf("docs/troubleshooting.md has a row for `%s`, which no program says", text)
		}
	}
	for text := range silent {
		if !said[text] || rows[text] {
			t.Errorf("`%s` need not be excepted: no program says it, or it has a row", text)
		}
	}
}

// shown is a text as a row of a table shows it: on one line, with one gap for several in a row, and without what ends a cell or a
// piece of code.
func shown(text string) string {
	text = gaps.ReplaceAllString(strings.Join(strings.Fields(text), " "), gap)
	return strings.NewReplacer("|", "¦", "`", "'").Replace(text)
}
