package tour

import "time"

// State is how far a step is.
type State string

// The states of a step.
const (
	Open    State = "open"
	Running State = "running"
	Done    State = "done"
	// Half is a step of which only this program's part was done, because the other program is not known.
	Half   State = "half done"
	Failed State = "failed"
)

// progress is how far a step is, and what it has shown.
type progress struct {
	State   State
	Attempt int
	// Doing is what a step under way does now.
	Doing string
	Facts []Fact
	Error string

	Began, Ended time.Time
}

// Fact is something that a step has seen in one of the programs.
type Fact struct {
	// At is the program that says so.
	At    Side   `json:"at"`
	What  string `json:"what"`
	Value string `json:"value"`
	// Links lead to what there is to look at.
	Links []Link `json:"links,omitempty"`
}

// Link leads to a page of one of the programs, or to its JSON.
type Link struct {
	Text string `json:"text"`
	Href string `json:"href"`
	// JSON means that the link does not lead to a page, and Away that it leads to the other program.
	JSON bool `json:"json,omitempty"`
	Away bool `json:"away,omitempty"`
}
