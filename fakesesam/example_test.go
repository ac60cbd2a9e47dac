package fakesesam_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// A pipe is run three times: a full run, a run of what has changed, and after a reset a full run again.
func Example() {
	contacts := newService(250)
	defer contacts.Close()
	node, err := fakesesam.New(
		fakesesam.Config("testdata/contacts"),
		fakesesam.Env(map[string]string{"host": "api.example.com"}),
		fakesesam.Secrets(map[string]string{"api-key": "test"}),
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
	entities, err := node.Entities("contacts")
	if err != nil {
		panic(err)
	}
	fmt.Println(len(entities), "entities;", entities[0].ID(), "is the first")
	events, err := node.Log("contacts")
	if err != nil {
		panic(err)
	}
	for _, event := range events {
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

// With a frozen clock, hours of schedule take no time: a run every quarter of an hour, and a rescan at midnight.
func ExampleNode_Advance() {
	contacts := newService(3)
	defer contacts.Close()
	node, err := fakesesam.New(
		fakesesam.Config("testdata/contacts"),
		fakesesam.Env(map[string]string{"host": "api.example.com"}),
		fakesesam.Secrets(map[string]string{"api-key": "test"}),
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
	advance := func(d time.Duration) {
		if err := node.Advance(d); err != nil {
			panic(err)
		}
		entities, err := node.Entities("contacts")
		if err != nil {
			panic(err)
		}
		fmt.Println(node.Now().Format("15:04"), len(entities), "contacts; the second is", entities[1]["state"])
	}
	advance(0) // a pump that never ran is due at once
	contacts.change(2, "won")
	contacts.remove(3)
	advance(20 * time.Minute)
	advance(time.Hour)
	// Output:
	// 23:00 3 contacts; the second is new
	// 23:20 3 contacts; the second is won
	// 00:20 2 contacts; the second is won
}

// A run that fails is not an error: its Error says why, and the offset stays where it was.
func ExampleNode_Run() {
	contacts := newService(3)
	defer contacts.Close()
	node, err := fakesesam.New(
		fakesesam.Config("testdata/contacts"),
		fakesesam.Env(map[string]string{"host": "api.example.com"}),
		fakesesam.Secrets(map[string]string{"api-key": "test"}),
		fakesesam.Microservice("service", contacts.URL),
		fakesesam.NoSync(),
	)
	if err != nil {
		panic(err)
	}
	defer func() { _ = node.Close() }()
	contacts.fail(true)
	r, err := node.Run(context.Background(), "contacts")
	fmt.Println(r.Outcome, err, r.Offset == "")
	_, err = node.Run(context.Background(), "contact")
	fmt.Println(err)
	fmt.Println(errors.Is(err, fakesesam.ErrNotFound))
	// Output:
	// failed <nil> true
	// pipe "contact" not found; known pipes: "contacts"
	// true
}

// What the runs of a pipe have sent to a service, and what it answered.
func ExampleNode_Requests() {
	away := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "Thanks!") }))
	defer away.Close()
	node, err := fakesesam.New(fakesesam.NoSync())
	if err != nil {
		panic(err)
	}
	defer func() { _ = node.Close() }()
	err = node.Upload([]byte(`{"_id":"people-push","type":"pipe","source":{"type":"embedded","entities":[{"_id":"1"},{"_id":"2"}]},
		"sink":{"type":"json","url":"` + away.URL + `/receiver"}}`))
	if err != nil {
		panic(err)
	}
	if _, err := node.Run(context.Background(), "people-push"); err != nil {
		panic(err)
	}
	requests, err := node.Requests("people-push")
	for _, r := range requests { // the newest first: the end of the sequence, and what came before it
		fmt.Println(r.Entities, "entities:", r.Status, r.Answer)
	}
	runs, _ := node.Runs("people-push")
	fmt.Println(err, runs[0].Outcome, runs[0].Requests, "requests")
	// Output:
	// 0 entities: 200 Thanks!
	// 2 entities: 200 Thanks!
	// <nil> completed 2 requests
}

// A configuration can be uploaded instead of read from a folder.
func ExampleNode_Upload() {
	node, err := fakesesam.New(fakesesam.NoSync())
	if err != nil {
		panic(err)
	}
	defer func() { _ = node.Close() }()
	err = node.Upload([]byte(`{"_id":"people","type":"pipe","source":{"type":"embedded","entities":[{"_id":"1","name":"Ada"}]}}`))
	if err != nil {
		panic(err)
	}
	r, err := node.Run(context.Background(), "people")
	if err != nil {
		panic(err)
	}
	people, err := node.Entities("people")
	fmt.Println(r.Outcome, people[0]["name"], err)

	err = node.Put([]byte(`{"_id":"people","type":"pipe","source":{"type":"file"}}`))
	fmt.Println(errors.Is(err, fakesesam.ErrInvalid))
	// Output:
	// completed Ada <nil>
	// true
}

// Options are checked together: the error lists every invalid one.
func ExampleNew() {
	_, err := fakesesam.New(fakesesam.Listen("9042"), fakesesam.Microservice("hubspot", "localhost:5000"))
	fmt.Println(err)
	// Output:
	// Listen: must be host:port, got "9042"
	// Microservice: must be an id and an http or https URL, got "hubspot" and "localhost:5000"
}
