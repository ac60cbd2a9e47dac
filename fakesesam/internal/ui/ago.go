package ui

import (
	"fmt"
	"time"
)

// units are the units of time in which distances are told, the largest first.
var units = []struct {
	length time.Duration
	name   string
}{{365 * 24 * time.Hour, "y"}, {30 * 24 * time.Hour, "mo"}, {24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "min"}, {time.Second, "s"}}

// ago tells a distance to the past, or a negative one to the future, in its largest unit.
func ago(d time.Duration) string {
	pattern := "%d %s ago"
	if d < 0 {
		pattern, d = "in %d %s", -d
	}
	for _, unit := range units {
		if d >= unit.length {
			return fmt.Sprintf(pattern, d/unit.length, unit.name)
		}
	}
	return "now"
}
