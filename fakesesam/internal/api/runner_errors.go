package api

import "errors"

// errNotQuiet is a run of all pipes that changes something in every round.
var errNotQuiet = errors.New("the pipes still change something after max_runs rounds")

// pipeFailed is a pipe whose run failed.
type pipeFailed struct{ pipe, text string }

func (e *pipeFailed) Error() string { return "pipe " + e.pipe + " failed: " + e.text }
