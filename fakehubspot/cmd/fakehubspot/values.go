package main

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// The flags whose values are not just texts: what the flag package says about a wrong value does not help.
type (
	whole int
	seed  uint64
	span  time.Duration
)

// String implements flag.Value.
func (n *whole) String() string { return strconv.Itoa(int(*n)) }

// Set implements flag.Value.
func (n *whole) Set(text string) error {
	number, err := strconv.Atoi(text)
	if err != nil {
		return errors.New("must be a whole number such as 1000, of at most 18 digits")
	}
	*n = whole(number)
	return nil
}

// String implements flag.Value.
func (n *seed) String() string { return strconv.FormatUint(uint64(*n), 10) }

// Set implements flag.Value.
func (n *seed) Set(text string) error {
	number, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return errors.New("must be a whole number from 0 to 18446744073709551615")
	}
	*n = seed(number)
	return nil
}

// String implements flag.Value.
func (d *span) String() string { return time.Duration(*d).String() }

// Set implements flag.Value.
func (d *span) Set(text string) error {
	parsed, err := time.ParseDuration(text)
	if err != nil {
		return errors.New("must be a duration such as 30s or 5m")
	}
	*d = span(parsed)
	return nil
}

// cursorHabits lists what --cursors takes.
func cursorHabits() string {
	var names []string
	for _, habit := range fakehubspot.CursorHabits() {
		names = append(names, string(habit))
	}
	return strings.Join(names, ", ")
}
