// Package recipes follows docs/recipes.md: it makes each change in a copy of the project, exactly at the places that the recipe
// names, and leaves out one step after the other.
package recipes

// recipe is a kind of change, made once.
type recipe struct {
	title string // of the section in docs/recipes.md
	steps []step
	green check // passes when every step is done
}

// step is one place that a recipe names.
type step struct {
	file   string // from the project's root
	after  string // what the text is inserted after, once in the file; "" for a new file
	insert string
	guard  check // fails if the step is left out
}

// check is a test of a package.
type check struct {
	folder, test string
	says         string // what the failure must say
}

var recipes = []recipe{setting, metric, fault, scenario, endpoint, hubspotEndpoint, connectorObject, fakeObject, function}
