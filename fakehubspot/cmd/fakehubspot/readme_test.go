package main

import (
	"flag"
	"maps"
	"os"
	"regexp"
	"strings"
	"testing"
)

// The table in the README has exactly the flags of the program, with their defaults.
func TestReadmeHasTheFlags(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	(&settings{}).flags("serve").VisitAll(func(f *flag.Flag) {
		if f.Name != "habits" { // the older name of another
			want[f.Name] = f.DefValue
		}
	})
	got := map[string]string{}
	quoted := regexp.MustCompile("`([^`]+)`")
	for _, row := range regexp.MustCompile("(?m)^\\| (`--[^|]+) \\|([^|]*)\\|").FindAllStringSubmatch(string(readme), -1) {
		defaults := quoted.FindAllStringSubmatch(row[2], -1)
		for i, name := range quoted.FindAllStringSubmatch(row[1], -1) {
			value := ""
			if i < len(defaults) {
				value = defaults[i][1]
			}
			got[strings.TrimPrefix(name[1], "--")] = value
		}
	}
	if len(want) < 20 || !maps.Equal(got, want) {
		t.Errorf("the README has\n%q\nthe program has\n%q", got, want)
	}
}
