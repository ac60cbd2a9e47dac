package house

import (
	"path/filepath"
	"regexp"
	"testing"
)

var (
	target     = regexp.MustCompile(`(?m)^([a-z0-9-]+):.*## `)
	phony      = regexp.MustCompile(`(?m)^\.PHONY: (.*)$`)
	anyTarget  = regexp.MustCompile(`(?m)^([a-z0-9-]+):`)
	makeShown  = regexp.MustCompile(`(?:^|[ &])make((?: +[a-z0-9-]+)+)((?: +[A-Z]+=\S+)*)`)
	word       = regexp.MustCompile(`[a-z0-9-]+`)
	assignment = regexp.MustCompile(`([A-Z]+)=`)
)

// Every target that a document shows exists, with the variables it is given, and every target is in a document and in `make help`.
func TestTargetsAreThoseOfTheMakefile(t *testing.T) {
	makefile := read(t, filepath.Join(root(t), "Makefile"))
	targets, shown := map[string]bool{}, map[string]bool{}
	for _, found := range target.FindAllStringSubmatch(makefile, -1) {
		targets[found[1]] = true
	}
	for _, found := range anyTarget.FindAllStringSubmatch(makefile, -1) {
		if !targets[found[1]] {
			t.Errorf("the target %s has no line in make help", found[1])
		}
	}
	for _, name := range word.FindAllString(phony.FindStringSubmatch(makefile)[1], -1) {
		if !targets[name] {
			t.Errorf(".PHONY has %s, which is no target", name)
		}
	}
	for _, document := range documents(t) {
		for _, code := range document.Code() {
			for _, found := range makeShown.FindAllStringSubmatch(code.Text, -1) {
				for _, name := range word.FindAllString(found[1], -1) {
					shown[name] = true
					if !targets[name] {
						t.Errorf("%s: the Makefile has no target %s", document.Place(code.Line), name)
					}
				}
				for _, name := range assignment.FindAllStringSubmatch(found[2], -1) {
					if !regexp.MustCompile(`\$\(` + name[1] + `\)`).MatchString(makefile) {
						t.Errorf("%s: the Makefile has no variable %s", document.Place(code.Line), name[1])
					}
				}
			}
		}
	}
	for name := range targets {
		if !shown[name] {
			t.Errorf("no document says when to run make %s", name)
		}
	}
}
