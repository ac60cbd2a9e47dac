// Package owner holds the owners of an account: the users and queues to whom records belong. HubSpot's API only reads them;
// users come and go in its interface, and here by the control API.
package owner

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/bound"
)

// The types of owners.
const (
	Person = "PERSON"
	Queue  = "QUEUE"
)

// Owner is a user or a queue, as it was when it was read.
type Owner struct {
	// ID is what hubspot_owner_id of a record refers to. It is not the ID of the user.
	ID int64 `json:"id"`
	// Type is Person or Queue.
	Type string `json:"type"`
	// Email, FirstName and LastName are those of the user; a queue has none, or a name only.
	Email     string `json:"email,omitzero"`
	FirstName string `json:"firstName,omitzero"`
	LastName  string `json:"lastName,omitzero"`
	// UserID is the user's ID, which stays when the owner is archived. A queue has none.
	UserID int64 `json:"userId,omitzero"`
	// Teams are the teams of the owner, at most one of them the primary team.
	Teams []Team `json:"teams,omitempty"`
	// Created and Updated are the times of creation and of the last change.
	Created time.Time `json:"createdAt"`
	Updated time.Time `json:"updatedAt"`
	// Archived reports whether the user was deactivated.
	Archived bool `json:"archived,omitzero"`
}

// Team is a team to which an owner belongs.
type Team struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Primary bool   `json:"primary"`
}

// The bounds of an owner, in bytes and entries.
const (
	maxText  = 1_000
	maxTeams = 100
)

// Check returns what is wrong with an owner.
func (o Owner) Check() error {
	switch o.Type {
	case Person:
		if at := strings.IndexByte(o.Email, '@'); at < 1 || at == len(o.Email)-1 || strings.ContainsFunc(o.Email, unicode.IsSpace) {
			return fmt.Errorf("email of a person must be an email address, got %q", short(o.Email))
		}
	case Queue:
		if o.Email != "" {
			return errors.New("email must be empty for a queue")
		}
	default:
		return fmt.Errorf("type must be %s or %s, got %q", Person, Queue, short(o.Type))
	}
	err := errors.Join(
		bound.Text("email", o.Email, maxText), bound.Text("firstName", o.FirstName, maxText), bound.Text("lastName", o.LastName, maxText))
	if len(o.Teams) > maxTeams {
		return errors.Join(err, fmt.Errorf("teams must be at most %d, got %d", maxTeams, len(o.Teams)))
	}
	return errors.Join(err, o.checkTeams())
}

// checkTeams returns what is wrong with the teams.
func (o Owner) checkTeams() error {
	var err error
	known, primary := map[string]bool{}, 0
	for i, team := range o.Teams {
		what := fmt.Sprintf("teams[%d]", i)
		if team.ID == "" || team.Name == "" {
			err = errors.Join(err, fmt.Errorf("%s must have an id and a name", what))
		}
		if known[team.ID] {
			err = errors.Join(err, fmt.Errorf("%s: id %q is given twice", what, short(team.ID)))
		}
		known[team.ID] = true
		if team.Primary {
			primary++
		}
		err = errors.Join(err, bound.Text(what+".id", team.ID, maxText), bound.Text(what+".name", team.Name, maxText))
	}
	if primary > 1 {
		err = errors.Join(err, fmt.Errorf("at most one of the teams can be primary, got %d", primary))
	}
	return err
}

// short cuts what somebody sent to a length that fits into a sentence.
func short(text string) string {
	const most = 60
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}
