package pipeline

import (
	"math"
	"strconv"
)

// Rules are what differs between the pipelines of object types.
type Rules struct {
	// Property and StageProperty are the properties of a record that name its pipeline and its stage.
	Property, StageProperty string
	// State is the member of a stage's metadata that says whether its records are closed.
	State State
	// Default puts a new record that names no pipeline into one.
	Default bool
	// First are the pipelines that an account begins with.
	First []Pipeline
}

// State is the member of a stage's metadata that says whether its records are closed.
type State string

// The members that do.
const (
	// Probability is a number from 0 to 1 and required; records are closed at either end.
	Probability State = "probability"
	// TicketState and OpenState are OPEN, which is the default, or CLOSED.
	TicketState State = "ticketState"
	OpenState   State = "state"
)

// The values of TicketState and OpenState, and the member that HubSpot derives.
const (
	open     = "OPEN"
	closed   = "CLOSED"
	isClosed = "isClosed"
)

// complete checks the metadata of a stage and adds what HubSpot derives.
func (s State) complete(metadata map[string]string) error {
	value, given := metadata[string(s)]
	switch s {
	case Probability:
		number, err := strconv.ParseFloat(value, 64)
		if err != nil || math.IsNaN(number) || number < 0 || number > 1 {
			return &Error{Problem: BadProbability, Name: value}
		}
		metadata[string(s)] = decimal(number)
		metadata[isClosed] = strconv.FormatBool(number == 0 || number == 1)
	default:
		if !given {
			value = open
		}
		if value != open && value != closed {
			return &Error{Problem: BadState, Name: value, Member: string(s)}
		}
		metadata[string(s)] = value
		metadata[isClosed] = strconv.FormatBool(value == closed)
	}
	return nil
}

// decimal writes a number with at least one digit after the point, as HubSpot does.
func decimal(number float64) string {
	if number == math.Trunc(number) {
		return strconv.FormatFloat(number, 'f', 1, 64)
	}
	return strconv.FormatFloat(number, 'f', -1, 64)
}

// Own returns a pipeline of HubSpot's own, which has no times, with its stages in the order given: ID, label and the value
// of the member that says whether records are closed.
func (s State) Own(id, label string, stages ...[3]string) Pipeline {
	p := Pipeline{ID: id, Label: label, Times: origin}
	for i, stage := range stages {
		metadata := map[string]string{string(s): stage[2]}
		if err := s.complete(metadata); err != nil {
			panic("pipeline " + id + ": " + err.Error()) // the program was written wrong
		}
		p.Stages = append(p.Stages, Stage{ID: stage[0], Label: stage[1], DisplayOrder: i, Metadata: metadata, Times: origin})
	}
	return p
}
