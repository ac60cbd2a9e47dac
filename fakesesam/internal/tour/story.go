// Package tour is the guided tour: six steps that drive this program and its peer, HubSpot or Sesam, show what both say, and
// explain why.
//
// The package is the same, byte for byte, in both programs, and knows of either only what its HTTP API offers: the program that it
// is in is called through its own handler, the other one over the network. What differs is the Side in the [Config].
package tour

import (
	_ "embed"
	"encoding/json"
	"strings"
)

//go:embed story.json
var storyJSON []byte

// Side is one of the two programs.
type Side string

// The two programs.
const (
	HubSpot Side = "hubspot"
	Sesam   Side = "sesam"
)

// Other returns the other program.
func (s Side) Other() Side {
	if s == HubSpot {
		return Sesam
	}
	return HubSpot
}

// story is the tour in words.
type story struct {
	Title    string           `json:"title"`
	Intro    string           `json:"intro"`
	Programs map[Side]program `json:"programs"`
	Steps    []chapter        `json:"steps"`
}

// program is what the tour says about a program.
type program struct {
	Name string `json:"name"`
	// Connect says how to connect this program with its peer.
	Connect string `json:"connect"`
	// Usual is the program's usual address, which stands in commands while nobody has said another.
	Usual string `json:"usual"`
	// Tour is the path of the program's own tour.
	Tour string `json:"tour"`
}

// chapter is one step in words.
type chapter struct {
	ID       string    `json:"id"`
	Title    string    `json:"title"`
	What     string    `json:"what"`
	Why      string    `json:"why"`
	Commands []Command `json:"commands"`
}

// Command is what one would type instead of pressing the button.
type Command struct {
	// At is the program that the command calls.
	At  Side   `json:"at"`
	Run string `json:"run"`
}

// told is the story.
var told = func() story {
	var s story
	if err := json.Unmarshal(storyJSON, &s); err != nil {
		panic("tour: story.json: " + err.Error()) // it is compiled in
	}
	return s
}()

// fill replaces {name} in commands.
func fill(commands []Command, values map[string]string) []Command {
	var pairs []string
	for name, value := range values {
		pairs = append(pairs, "{"+name+"}", value)
	}
	replacer := strings.NewReplacer(pairs...)
	out := make([]Command, len(commands))
	for i, each := range commands {
		out[i] = Command{each.At, replacer.Replace(each.Run)}
	}
	return out
}
