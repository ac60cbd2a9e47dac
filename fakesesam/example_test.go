package fakesesam_test

import (
	"context"
	"fmt"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// A pipe is run by hand: everything first, then what has changed, then everything again after a reset.
func Example() {
	contacts := newService(250)
	defer contacts.Close()
	node, err := fakesesam.New(
		fakesesam.Config("testdata/contacts"),
		fakesesam.Microservice("service", contacts.URL),
		fakesesam.NoSync(),
	)
	if err != nil {
		panic(err)
	}
	defer func() { _ = node.Close() }()
	run := func() {
		r, err := node.Run(context.Background(), "contacts")
		if err != nil {
			panic(err)
		}
		fmt.Printf("%s: %d processed, %d changed, %d deleted, offset %s\n", r.SyncType, r.Processed, r.Changed, r.Deleted, r.Offset)
	}
	run()
	run()
	contacts.change(7, "won")
	run()
	contacts.remove(8)
	if err := node.Reset("contacts"); err != nil {
		panic(err)
	}
	run()
	fmt.Println(len(node.Entities("contacts")), "entities;", node.Entities("contacts")[0].ID(), "is the first")
	for _, event := range node.Log("contacts") {
		fmt.Println(event.Type())
	}
	// Output:
	// full: 250 processed, 250 changed, 0 deleted, offset 2026-01-01T00:04:10.000Z
	// incremental: 0 processed, 0 changed, 0 deleted, offset 2026-01-01T00:04:10.000Z
	// incremental: 1 processed, 1 changed, 0 deleted, offset 2026-01-01T00:04:11.000Z
	// full: 249 processed, 0 changed, 1 deleted, offset 2026-01-01T00:04:11.000Z
	// 249 entities; 1 is the first
	// pump-started
	// pump-completed
	// pump-started
	// pump-completed
	// pump-offset-set
	// pump-started
	// pump-completed
}

// With a clock that stands, a day of schedule takes no time: a run every quarter of an hour, and at midnight a rescan.
func ExampleNode_Advance() {
	contacts := newService(3)
	defer contacts.Close()
	node, err := fakesesam.New(
		fakesesam.Config("testdata/contacts"),
		fakesesam.Microservice("service", contacts.URL),
		fakesesam.Frozen(time.Date(2026, 6, 1, 23, 0, 0, 0, time.UTC)),
		fakesesam.Schedule(true),
		fakesesam.Seed(1),
		fakesesam.NoSync(),
	)
	if err != nil {
		panic(err)
	}
	defer func() { _ = node.Close() }()

	node.Advance(0) // a pump that never ran is due at once
	fmt.Println(node.Now().Format("15:04"), len(node.Entities("contacts")), "contacts")

	contacts.change(2, "won")
	contacts.remove(3)
	node.Advance(20 * time.Minute)
	fmt.Println(node.Now().Format("15:04"), len(node.Entities("contacts")), "contacts,", node.Entities("contacts")[1]["state"])

	node.Advance(time.Hour)
	fmt.Println(node.Now().Format("15:04"), len(node.Entities("contacts")), "contacts")
	// Output:
	// 23:00 3 contacts
	// 23:20 3 contacts, won
	// 00:20 2 contacts
}

// A run that fails is a run, not an error: it says why, and the offset stays where it was.
func ExampleNode_Run() {
	contacts := newService(3)
	defer contacts.Close()
	node, err := fakesesam.New(
		fakesesam.Config("testdata/contacts"),
		fakesesam.Microservice("service", contacts.URL),
		fakesesam.NoSync(),
	)
	if err != nil {
		panic(err)
	}
	defer func() { _ = node.Close() }()
	contacts.fail(true)
	r, err := node.Run(context.Background(), "contacts")
	fmt.Println(r.Outcome, err, node.Offset("contacts") == "")
	_, err = node.Run(context.Background(), "contact")
	fmt.Println(err)
	// Output:
	// failed <nil> true
	// pipe "contact" not found; known pipes: "contacts"
}
