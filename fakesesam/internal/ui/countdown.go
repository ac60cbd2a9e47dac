package ui

import (
	"fmt"
	"time"
)

// countdown tells how long it is until something happens, in its two largest units.
func countdown(d time.Duration) string {
	if d <= 0 {
		return "due now"
	}
	for i, unit := range units {
		if d < unit.length {
			continue
		}
		text := fmt.Sprintf("in %d %s", d/unit.length, unit.name)
		if i+1 < len(units) {
			if smaller := units[i+1]; d%unit.length >= smaller.length {
				text += fmt.Sprintf(" %d %s", d%unit.length/smaller.length, smaller.name)
			}
		}
		return text
	}
	return "in less than 1 s"
}
