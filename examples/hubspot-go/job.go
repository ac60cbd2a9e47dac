package main

import (
	"context"
	"slices"
	"strconv"
	"time"
)

// Job scores the contacts of an account.
type Job struct {
	HubSpot HubSpot
	Now     func() time.Time
}

// Run scores every contact, and writes the scores that have changed. It returns how many those were.
func (j Job) Run(ctx context.Context) (written int, err error) {
	contacts, err := j.HubSpot.Contacts(ctx, scored)
	if err != nil {
		return 0, err
	}
	var updates []Update
	for _, contact := range contacts {
		if score := strconv.Itoa(Score(contact, j.Now())); score != contact.Properties["lead_score"] {
			updates = append(updates, Update{contact.ID, map[string]string{"lead_score": score}})
		}
	}
	for batch := range slices.Chunk(updates, maxBatch) {
		if err := j.HubSpot.Update(ctx, batch); err != nil {
			return written, err
		}
		written += len(batch)
	}
	return written, nil
}
