package connector

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/connector/internal/spelling"
)

// Ignored is a variable of the environment that looks like a setting and is not read.
type Ignored struct {
	Name   string
	Reason string // why it is not read, and what would be
}

// IgnoredSettings returns, in the order of their names, the variables in environ (in the form of [os.Environ]) that are
// probably meant for the connector but are not read by [ConfigFromEnv]: misspelt names of settings, other names of a
// setting that is set already, and names with a dash, which only a person gives. Empty variables and those of other
// programs are not among them.
func IgnoredSettings(environ []string) []Ignored {
	values := map[string]string{}
	for _, variable := range environ {
		if name, text, found := strings.Cut(variable, "="); found && strings.Trim(text, around) != "" {
			values[name] = text
		}
	}
	lookup := func(name string) (string, bool) { text, found := values[name]; return text, found }
	var ignored []Ignored
	known := map[string]bool{}
	for _, s := range settings {
		first, _, _ := s.find(lookup)
		for _, name := range s.names() {
			known[name] = true
			if name == "USERNAME" { // desktops set it by themselves
				continue
			}
			if text, set := values[name]; set && name != first && text != values[first] {
				ignored = append(ignored, Ignored{name, first + " is set, too, and counts"})
			}
		}
	}
	for name := range values {
		if reason := misspelt(name); reason != "" && !known[name] {
			ignored = append(ignored, Ignored{name, reason})
		}
	}
	slices.SortFunc(ignored, func(a, b Ignored) int { return cmp.Compare(a.Name, b.Name) })
	return ignored
}

// misspelt returns why a name that is no setting seems to be meant as one, and "" if it does not.
func misspelt(name string) string {
	folded := fold(name)
	for _, s := range settings {
		for _, dashed := range append([]string{s.Name}, s.Aliases...) {
			if right := fold(dashed); spelling.Edits(folded, right) <= tolerated(right) {
				return "no setting has this name; the nearest is " + dashed + " (or " + upperSnake(dashed) + ")"
			}
		}
	}
	if strings.Contains(name, "-") {
		return `no setting has this name; "connector help" lists them`
	}
	return ""
}

// fold returns a name without what people vary: letter case and what separates its words.
func fold(name string) string {
	return strings.ToLower(strings.NewReplacer("-", "", "_", "", ".", "", " ", "").Replace(name))
}

// tolerated is how many edits away from a setting a name may be to be taken for it. Short names have too many neighbours
// that belong to other programs.
func tolerated(right string) int { return max(1, len(right)/6) }
