package config

import (
	"encoding/json"
	"strconv"
)

// Error is one fault of a configuration, in the node's own words for it.
type Error struct {
	// Level is "error" or "warning"; only errors make a component invalid.
	Level string `json:"level"`
	// Msg says what is wrong, in which file, and what would be right.
	Msg string `json:"msg"`
	// Elements are the paths at fault, as "source.supports_since".
	Elements []string `json:"elements"`
}

// Posted identifies the component a fault belongs to.
type Posted struct {
	ID string `json:"_id"`
}

// Invalid is one faulty component.
type Invalid struct {
	Posted Posted  `json:"posted-config"`
	Errors []Error `json:"config-errors"`
}

// InvalidError is every fault of a configuration; its JSON is the body of a 400 answer.
type InvalidError struct {
	ValidationErrors []Invalid `json:"validation_errors"`
}

// Error lists all faults, one a line.
func (e *InvalidError) Error() string {
	text := "the configuration has " + strconv.Itoa(len(e.ValidationErrors)) + " invalid components"
	for _, c := range e.ValidationErrors {
		for _, fault := range c.Errors {
			text += "\n" + c.Posted.ID + ": " + fault.Msg
		}
	}
	return text
}

// JSON is the body of a 400 answer.
func (e *InvalidError) JSON() []byte {
	body, err := json.Marshal(e)
	if err != nil {
		panic(err) // strings only
	}
	return body
}
