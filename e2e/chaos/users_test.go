package chaos

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// traces are the times in which records may have been archived or merged away: from the moment before somebody asked for it to the
// moment after HubSpot has shown them alive again.
type traces struct {
	mu     sync.Mutex
	gone   map[string][]span // by object type and ID
	writes int
}

// span is a time without an end if until is zero.
type span struct{ from, until time.Time }

func (t *traces) perhapsGone(object, id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.gone[object+" "+id] = append(t.gone[object+" "+id], span{from: time.Now()})
}

func (t *traces) alive(object, id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, s := range t.gone[object+" "+id] {
		if s.until.IsZero() {
			t.gone[object+" "+id][i].until = time.Now()
		}
	}
}

func (t *traces) wrote() { t.mu.Lock(); t.writes++; t.mu.Unlock() }

// mayBeGone reports whether a record may have been gone at some moment from one time to another.
func (t *traces) mayBeGone(object, id string, from, until time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, s := range t.gone[object+" "+id] {
		if !s.from.After(until) && (s.until.IsZero() || !s.until.Before(from)) {
			return true
		}
	}
	return false
}

// users are people who change the records of one object type in HubSpot. Nobody else does, but the connector, which leaves
// theirs alone. A call of theirs ends with its answer or with HubSpot's process, and is then over; one that does neither ends the run.
type users struct {
	*stage
	*traces

	object, named string // and the property that holds a record's name
	chance        *rand.Rand
	live, binned  []string
	made          int
}

// erpDomain is where the ERP's persons have their addresses.
const erpDomain = "@erp.example"

// look finds out what has become of the records: at the beginning, and after an answer that was lost.
func (u *users) look(ctx context.Context) error {
	for _, archived := range []bool{false, true} {
		records, err := u.hubspot.Object(u.object).Showing(ctx, archived, "email")
		if err != nil {
			return err
		}
		var ids []string
		for _, r := range records {
			if strings.HasSuffix(r.Properties["email"], erpDomain) {
				continue
			}
			if ids = append(ids, r.ID); !archived {
				u.alive(u.object, r.ID)
			}
		}
		if archived {
			u.binned = ids
		} else {
			u.live = ids
		}
	}
	return nil
}

// work changes records until it is over.
func (u *users) work(ctx context.Context, over func() bool) {
	for known := false; !over(); {
		if !known {
			known = u.patiently(ctx, answerLimit, "fakehubspot", "showing its "+u.object, func(ctx context.Context) error {
				return stack.Await(ctx, "HubSpot to show its "+u.object, func() bool { return u.look(ctx) == nil })
			}) == nil
			continue
		}
		if err := u.patiently(ctx, answerLimit, "fakehubspot", "a write to "+u.object, u.change); err != nil {
			known = false
			continue
		}
		u.wrote()
	}
}

// take removes a record from a list, drawn by chance.
func (u *users) take(from *[]string) string {
	i := u.chance.IntN(len(*from))
	id := (*from)[i]
	*from = append((*from)[:i], (*from)[i+1:]...)
	return id
}

func (u *users) change(ctx context.Context) error {
	o := u.hubspot.Object(u.object)
	name := fmt.Sprintf("%s %d", u.object, u.made)
	u.made++
	switch dice := u.chance.IntN(20); {
	case dice < 3:
		properties := map[string]string{u.named: name}
		if u.object == "tickets" {
			properties["hs_pipeline_stage"] = "1"
		}
		made, err := o.Create(ctx, properties)
		if err == nil {
			u.live = append(u.live, made.ID)
		}
		return err
	case dice < 5 && len(u.live) > 10:
		id := u.take(&u.live)
		u.perhapsGone(u.object, id)
		u.binned = append(u.binned, id)
		return o.Archive(ctx, id)
	case dice < 7 && len(u.binned) > 0:
		id := u.take(&u.binned)
		err := o.Restore(ctx, id)
		if err == nil {
			u.alive(u.object, id)
			u.live = append(u.live, id)
		}
		return err
	case dice < 8 && len(u.live) > 10:
		one, other := u.take(&u.live), u.take(&u.live)
		u.perhapsGone(u.object, one)
		u.perhapsGone(u.object, other)
		merged, err := o.Merge(ctx, one, other)
		if err == nil {
			u.live = append(u.live, merged.ID)
		}
		return err
	case dice < 10 && u.object != "tickets" && u.object != "companies":
		companies, err := u.hubspot.Object("companies").Showing(ctx, false, "name")
		if err != nil || len(companies) == 0 {
			return err
		}
		err = o.Associate(ctx, u.live[u.chance.IntN(len(u.live))], "companies", companies[u.chance.IntN(len(companies))].ID)
		if refused(err) {
			return nil // the company has been archived meanwhile
		}
		return err
	}
	_, err := o.Update(ctx, u.live[u.chance.IntN(len(u.live))], map[string]string{u.named: name})
	return err
}
