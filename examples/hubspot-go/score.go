package main

import (
	"strings"
	"time"
)

// scored are the properties that a score depends on, and the score itself.
const scored = "lifecyclestage,jobtitle,lead_score"

// stages is what the lifecycle stages are worth.
var stages = map[string]int{"lead": 5, "marketingqualifiedlead": 10, "salesqualifiedlead": 20, "opportunity": 30}

// fresh is how long a contact is new, and worth more for it.
const fresh = 30 * 24 * time.Hour

// Score says how much a contact is worth a call.
func Score(c Contact, now time.Time) int {
	score := stages[c.Properties["lifecyclestage"]]
	if title := strings.ToLower(c.Properties["jobtitle"]); strings.Contains(title, "director") || strings.Contains(title, "chief") {
		score += 15
	}
	if now.Sub(c.CreatedAt) < fresh {
		score += 10
	}
	return score
}
