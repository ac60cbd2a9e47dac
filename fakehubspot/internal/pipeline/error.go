package pipeline

import "fmt"

// Problem says what is wrong with a change to a pipeline or a stage.
type Problem string

// The problems.
const (
	NotFound       Problem = "pipeline not found"
	StageNotFound  Problem = "pipeline stage not found"
	Exists         Problem = "pipeline of that ID already exists"
	StageExists    Problem = "pipeline stage of that ID already exists"
	LabelTaken     Problem = "another pipeline has that label"
	StageLabel     Problem = "another stage of the pipeline has that label"
	NoLabel        Problem = "label is missing"
	NoStages       Problem = "pipeline has no stages"
	TooMany        Problem = "there are as many pipelines as there can be"
	TooManyStages  Problem = "pipeline has more stages than it can have"
	TooLong        Problem = "text is too long"
	Capital        Problem = "stage ID has a capital letter"
	BadProbability Problem = "probability is not a number from 0 to 1"
	BadState       Problem = "state is neither OPEN nor CLOSED"
	NotArchived    Problem = "archived can only be set to false, and only on what is archived"
)

// Error is returned for a change to a pipeline or a stage that cannot be made.
type Error struct {
	Problem Problem
	// Name is the ID, label or value that the problem is about.
	Name string
	// Member is the member of a stage's metadata, for BadState.
	Member string
}

func (e *Error) Error() string {
	if e.Name == "" {
		return string(e.Problem)
	}
	return fmt.Sprintf("%q: %s", e.Name, e.Problem)
}
