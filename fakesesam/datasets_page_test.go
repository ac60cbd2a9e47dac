package fakesesam_test

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// The list of datasets tells which pipes write and read each: by sink and source, by dead letters, by completeness, by joins.
func TestDatasetsHaveWritersAndReaders(t *testing.T) {
	node := fakesesam.Start(t, fakesesam.Config(writeConfig(t, map[string]string{
		"pipes/contacts.conf.json": `{"_id":"contacts","type":"pipe","source":{"type":"embedded","entities":[{"_id":"1"}]},"pump":{"mode":"manual","dead_letter_dataset":"letters"}}`,
		"pipes/joined.conf.json": `{"_id":"joined","type":"pipe","source":{"type":"dataset","dataset":"contacts","completeness":["owners"]},"sink":{"type":"dataset","dataset":"all"},` +
			`"transform":{"type":"dtl","rules":{"default":[["copy","*"],["add","c",["hops",{"datasets":["companies c"],"where":["eq","_S.company","c._id"]}]]]}}}`,
		"pipes/bad.conf.json": `{"_id":"bad","type":"pipe","source":{"type":"dataset","dataset":"contacts"},"transform":{"type":"dtl","rules":{"default":[["nothing"]]}}}`,
	})), fakesesam.NoSync())
	if _, err := node.Run(t.Context(), "contacts"); err != nil {
		t.Fatal(err)
	}
	_, body := page(t, node, "/datasets")
	for name, want := range map[string][2]string{
		"contacts": {"contacts", "bad joined"}, "letters": {"contacts", ""}, "all": {"joined", ""}, "system:pump:contacts": {"contacts", ""},
	} {
		row := regexp.MustCompile(`(?s)<tr data-key="` + name + `">.*?</tr>`).FindString(body)
		for i, label := range []string{"Written by", "Read by"} {
			cell := regexp.MustCompile(`(?s)<td data-label="` + label + `">.*?</td>`).FindString(row)
			var pipes []string
			for _, match := range regexp.MustCompile(`href="/pipes/([^"]*)"`).FindAllStringSubmatch(cell, -1) {
				pipes = append(pipes, html.UnescapeString(match[1]))
			}
			if got := strings.Join(pipes, " "); got != want[i] {
				t.Errorf("%s, %s: %q, want %q", name, label, got, want[i])
			}
		}
	}
	for name, reader := range map[string]string{"owners": "joined", "companies": "joined"} {
		if _, body := page(t, node, "/datasets/"+name); !strings.Contains(body, "There is no dataset") || !strings.Contains(body, reader) {
			t.Errorf("%s: %s", name, body)
		}
	}
	_, body = page(t, node, "/datasets/contacts")
	for _, piece := range []string{`href="/pipes/joined"`, `data-method="DELETE" data-path="/api/datasets/contacts"`, "and 1 version?", `download="contacts.json"`} {
		if !strings.Contains(body, piece) {
			t.Errorf("%s is not in %s", piece, body)
		}
	}
	if _, body := page(t, node, "/datasets/contacts/entity?id=1"); !strings.Contains(body, `<bdi>contacts</bdi></a>, <a href="/pipes/contacts?run=1">full run</a>`) {
		t.Error(body)
	}
}
