package main

import (
	"fmt"
	"strconv"
	"strings"
)

// counts is a flag that says how many there are of what. It may be repeated, and takes several pairs with commas between
// them.
type counts struct {
	all []count
	// replace makes the next Set begin anew: what the environment says does not count beside a flag.
	replace bool
}

// count is one pair.
type count struct {
	object string
	number int
}

// String implements flag.Value.
func (c *counts) String() string {
	pairs := make([]string, len(c.all))
	for i, one := range c.all {
		pairs[i] = one.object + "=" + strconv.Itoa(one.number)
	}
	return strings.Join(pairs, ",")
}

// Set implements flag.Value.
func (c *counts) Set(text string) error {
	if c.replace {
		c.all, c.replace = nil, false
	}
	for pair := range strings.SplitSeq(text, ",") {
		object, figure, _ := strings.Cut(strings.TrimSpace(pair), "=")
		number, err := strconv.Atoi(figure)
		if object == "" || err != nil {
			return fmt.Errorf("must be pairs such as companies=200,deals=500, got %.100q", pair)
		}
		c.all = append(c.all, count{object, number})
	}
	return nil
}
