package extract_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// A run of another object type reads its properties, its time of change and its merged IDs, and its texts name it.
func TestARunReadsTheObjectTypeItIsGiven(t *testing.T) {
	machines := &hubspot.Object{Name: "machines", Singular: "machine", Modified: "changed", Merged: "merged", Defaults: []string{"name"}}
	up := answering(
		`{"total":3,"results":[{"id":"1","properties":{"lastmodifieddate":"2026-03-01T11:30:00Z","changed":"2026-03-01T11:00:00Z","merged":"7"}}]}`,
		`{"results":[]}`)
	run := extract.Start(client(up), options(), extract.Request{Object: machines, Since: at(10, 0, 0, 0)})
	var got []string
	for e, err := range run.Entities(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, show(e))
	}
	want(t, got, nil, "1@11:00:00.000 -7@11:00:00.000")
	if doubt := run.Summary().Doubt; !strings.Contains(doubt, "announced 3 changed machines and returned 1") {
		t.Error(doubt)
	}
	if properties := fmt.Sprint(up.Requests()[0].Body["properties"]); properties != "[name merged]" {
		t.Error(properties)
	}
}
