package house

import (
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/docs"
)

// commands are the folders of the programs that take flags, by the names by which documents call them.
var commands = map[string]string{
	"fakehubspot": "fakehubspot/cmd/fakehubspot", "fakesesam": "fakesesam/cmd/fakesesam",
	"bench": "e2e/cmd/bench", "demo": "e2e/cmd/demo", "release": "e2e/cmd/release",
}

var (
	declaredFlag = regexp.MustCompile(`(?:flags|set)\.[A-Z]\w+\((?:[^"\n]+, )?"([a-z-]+)"`)
	flagShown    = regexp.MustCompile(`(?:^| )--?([a-z][a-z-]{2,})\b`)
	commandShown = regexp.MustCompile(`(?:^|[ /])(` + strings.Join(slices.Sorted(maps.Keys(commands)), "|") + `) (.*)$`)
	endOfCommand = regexp.MustCompile(` [|;&#>]|\)`)
)

// othersFlags stand in the documents by themselves, and are of programs that are not ours.
var othersFlags = map[string]string{
	"run": "go test", "update": "tests that write what they otherwise compare", "jwt": "Sesam's client", "node": "Sesam's client",
	"upload-delete-sink-datasets": "Sesam's client", "dirty": "the end of a version, and no flag",
}

// Every flag that a document shows is one of the program that it is shown for, and every flag of a program is in a document.
func TestFlagsAreThoseOfThePrograms(t *testing.T) {
	flags := map[string]map[string]bool{}
	shown := map[string]map[string]bool{}
	for program, folder := range commands {
		flags[program], shown[program] = map[string]bool{}, map[string]bool{}
		files, err := filepath.Glob(filepath.Join(root(t), folder, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", folder, err)
		}
		for _, file := range files {
			for _, flag := range declaredFlag.FindAllStringSubmatch(read(t, file), -1) {
				flags[program][flag[1]] = true
			}
		}
		if len(flags[program]) < 2 {
			t.Errorf("only the flags %v of %s were found", flags[program], program)
		}
	}
	for _, document := range documents(t) {
		for _, code := range document.Code() {
			for _, use := range flagsIn(document, code.Text) {
				known := false
				for program := range flags {
					if use.program == "" || use.program == program {
						known = known || flags[program][use.flag]
						if use.program != "" {
							shown[program][use.flag] = true
						}
					}
				}
				if !known && othersFlags[use.flag] == "" {
					t.Errorf("%s: no program has the flag %s of %q", document.Place(code.Line), use.flag, code.Text)
				}
			}
		}
	}
	for program := range flags {
		for flag := range flags[program] {
			if !shown[program][flag] {
				t.Errorf("no document says what the flag %s of %s is", flag, program)
			}
		}
	}
}

// use is a flag that is shown, and the program it is shown for, "" for any.
type use struct{ program, flag string }

// flagsIn returns the flags in a piece of code: of a command of ours, or that stand by themselves. Those in a program's own
// documents are its own.
func flagsIn(document *docs.Document, code string) []use {
	program, _, _ := strings.Cut(document.Path, "/")
	if commands[program] == "" {
		program = ""
	}
	rest := code
	if !strings.HasPrefix(code, "-") {
		command := commandShown.FindStringSubmatch(code)
		if command == nil {
			return nil
		}
		program, rest = command[1], command[2]
		if end := endOfCommand.FindStringIndex(rest); end != nil {
			rest = rest[:end[0]]
		}
	}
	var all []use
	for _, flag := range flagShown.FindAllStringSubmatch(rest, -1) {
		all = append(all, use{program, flag[1]})
	}
	return all
}

func TestFlagsIn(t *testing.T) {
	for code, want := range map[string][]use{
		"--state FILE": {{"", "state"}},
		"go run ./fakehubspot/cmd/fakehubspot serve --seed 1 -frozen x | tee --append": {{"fakehubspot", "seed"}, {"fakehubspot", "frozen"}},
		"docker run --rm fakesesam --token x":                                          {{"fakesesam", "token"}},
		"docker build --tag fakesesam fakesesam":                                       nil,
		"curl --data x localhost":                                                      nil,
	} {
		if got := flagsIn(docs.Parse("README.md", nil), code); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", code, got, want)
		}
	}
	if got := flagsIn(docs.Parse("fakesesam/README.md", nil), "--data"); !slices.Equal(got, []use{{"fakesesam", "data"}}) {
		t.Errorf("in a program's own document: %v", got)
	}
}

// documents returns all documents of the repository.
func documents(t *testing.T) []*docs.Document {
	t.Helper()
	all, err := docs.ReadAll(t.Context(), root(t))
	if err != nil || len(all) < 14 {
		t.Fatalf("%d documents, %v", len(all), err)
	}
	return all
}
