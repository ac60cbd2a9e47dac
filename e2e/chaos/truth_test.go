package chaos

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// line is a line of HubSpot's exported state.
type line struct {
	Kind, Object, ID, Into string
	Properties             map[string]string
	UpdatedAt              time.Time
	ArchivedAt             *time.Time
	Tie                    struct{ Object, ID string }
}

// truth is what HubSpot has at one moment.
type truth struct {
	records map[string]map[string]line // by object type and ID, live and archived ones
	into    map[string]string          // what records were merged into, as object type and ID
	ties    [][2]string                // of records, as object type and ID
}

// truth reads HubSpot's state, all of it of one moment.
func (s *stage) truth(ctx context.Context) (truth, error) {
	t := truth{records: map[string]map[string]line{}, into: map[string]string{}}
	text, err := stack.Read(ctx, s.urls["fakehubspot"]+"/_fake/state")
	if err != nil {
		return t, err
	}
	for one := range strings.Lines(text) {
		var l line
		if err := json.Unmarshal([]byte(one), &l); err != nil {
			return t, fmt.Errorf("HubSpot's state: %w", err)
		}
		if l.Object == "" {
			l.Object = "contacts"
		}
		switch l.Kind {
		case "contact", "record":
			if t.records[l.Object] == nil {
				t.records[l.Object] = map[string]line{}
			}
			t.records[l.Object][l.ID] = l
		case "merge":
			t.into[l.Object+" "+l.ID] = l.Object + " " + l.Into
		case "tie":
			t.ties = append(t.ties, [2]string{l.Object + " " + l.ID, l.Tie.Object + " " + l.Tie.ID})
		}
	}
	if len(t.records["contacts"]) == 0 {
		return t, fmt.Errorf("HubSpot's state has no contacts")
	}
	return t, nil
}

// tied returns the IDs of live records of another object type that a record is associated with.
func (t truth) tied(object, id, other string) map[string]bool {
	found := map[string]bool{}
	for _, tie := range t.ties {
		for i, end := range tie {
			far, is := strings.CutPrefix(tie[1-i], other+" ")
			if end == object+" "+id && is && t.records[other][far].ArchivedAt == nil {
				found[far] = true
			}
		}
	}
	return found
}
