package chaos

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// users are people who change the records of one object type in HubSpot. Nobody else does, but the connector, which leaves
// theirs alone. A call of theirs ends with its answer or with HubSpot's process, and is then over; one that does neither ends the run.
type users struct {
	*stage
	*chronicle

	object       string
	chance       *rand.Rand
	live, binned []string
	names        int
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

// change does something to a record that is drawn, and notes it before it asks for it: the answer may be lost.
func (u *users) change(ctx context.Context) error {
	o := u.hubspot.Object(u.object)
	name := fmt.Sprintf("%s %d", u.object, u.names)
	u.names++
	switch dice := u.chance.IntN(20); {
	case dice < 3:
		return u.create(ctx, name)
	case dice < 5 && len(u.live) > 10:
		id := take(u.chance, &u.live)
		u.perhapsGone(u.object, id)
		u.binned = append(u.binned, id)
		return o.Archive(ctx, id)
	case dice < 7 && len(u.binned) > 0:
		id := take(u.chance, &u.binned)
		err := o.Restore(ctx, id)
		if err == nil {
			u.alive(u.object, id)
			u.live = append(u.live, id)
		}
		return err
	case dice < 8 && len(u.live) > 10:
		return u.merge(ctx, take(u.chance, &u.live), take(u.chance, &u.live))
	case dice < 10 && u.object != "tickets" && u.object != "companies":
		return u.associate(ctx)
	}
	id := u.live[u.chance.IntN(len(u.live))]
	u.asks(u.object, id, name)
	changed, err := o.Update(ctx, id, map[string]string{named[u.object]: name})
	if err == nil {
		u.shown(u.object, changed)
	}
	return err
}

func (u *users) create(ctx context.Context, name string) error {
	properties := map[string]string{named[u.object]: name, marked[u.object]: name}
	if u.object == "tickets" {
		properties["hs_pipeline_stage"] = "1"
	}
	u.asks(u.object, "", name)
	made, err := u.hubspot.Object(u.object).Create(ctx, properties)
	if err == nil {
		u.shown(u.object, made)
		u.live = append(u.live, made.ID)
	}
	return err
}

func (u *users) merge(ctx context.Context, one, other string) error {
	u.perhapsGone(u.object, one)
	u.perhapsGone(u.object, other)
	merged, err := u.hubspot.Object(u.object).Merge(ctx, one, other)
	if err == nil {
		u.shown(u.object, merged)
		u.live = append(u.live, merged.ID)
	}
	return err
}

func (u *users) associate(ctx context.Context) error {
	companies, err := u.hubspot.Object("companies").Showing(ctx, false, "name")
	if err != nil || len(companies) == 0 {
		return err
	}
	one, company := u.live[u.chance.IntN(len(u.live))], companies[u.chance.IntN(len(companies))].ID
	if err = u.hubspot.Object(u.object).Associate(ctx, one, "companies", company); refused(err) {
		return nil // the company has been archived meanwhile
	}
	return err
}
