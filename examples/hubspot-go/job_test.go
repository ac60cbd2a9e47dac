package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

var (
	noon  = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	lists = fakehubspot.Filter{Method: "GET", Path: "/crm/v3/objects/contacts"}
	// writes are the batches that change contacts.
	writes = fakehubspot.Filter{Method: "POST", Path: "/crm/v3/objects/contacts/batch/update"}
)

// start starts a HubSpot with 250 contacts and the property for the score, and the job that scores them. Waiting moves
// HubSpot's clock, so that no test takes long.
func start(t *testing.T) (*fakehubspot.Server, Job) {
	t.Helper()
	hub := fakehubspot.Start(t, fakehubspot.Contacts(250), fakehubspot.Frozen(noon))
	if err := hub.DefineProperty("lead_score", fakehubspot.PropertyNumber, false); err != nil {
		t.Fatal(err)
	}
	wait := func(_ context.Context, d time.Duration) error {
		hub.Advance(d)
		return nil
	}
	return hub, Job{HubSpot: HubSpot{URL: hub.URL(), Token: hub.Token(), Wait: wait}, Now: hub.Now}
}

// run runs the job, which must write so many scores.
func run(t *testing.T, job Job, want int) {
	t.Helper()
	if written, err := job.Run(t.Context()); err != nil || written != want {
		t.Fatalf("%d scores written (%v), want %d", written, err, want)
	}
}

// everyoneHasAScore fails the test if a contact has none.
func everyoneHasAScore(t *testing.T, hub *fakehubspot.Server) {
	t.Helper()
	for _, contact := range hub.Contacts() {
		if contact.Properties["lead_score"] == "" {
			t.Fatalf("contact %s has no score", contact.ID)
		}
	}
}

func TestEveryContactGetsAScore(t *testing.T) {
	hub, job := start(t)
	run(t, job, 250)
	everyoneHasAScore(t, hub)
	if pages := hub.CountRequests(lists); pages != 3 {
		t.Errorf("%d pages were read, want 3: %s", pages, hub.ExplainRequests(lists))
	}
	if batches := hub.CountRequests(writes); batches != 3 {
		t.Errorf("%d batches were written, want 3: %s", batches, hub.ExplainRequests(writes))
	}
}

func TestOnlyWhatChangedIsWritten(t *testing.T) {
	hub, job := start(t)
	run(t, job, 250)
	hub.ResetRequests()
	run(t, job, 0)
	if batches := hub.Requests(writes); len(batches) != 0 {
		t.Errorf("scores were written though nothing had changed: %s", batches[0].Body)
	}
	if _, err := hub.Update("51", map[string]string{"lifecyclestage": "opportunity", "jobtitle": "Director of Sales"}); err != nil {
		t.Fatal(err)
	}
	run(t, job, 1)
	if contact, _ := hub.Contact("51"); contact.Properties["lead_score"] != "45" {
		t.Errorf("the score is %q, want 45", contact.Properties["lead_score"])
	}
}

func TestAContactIsNewForAMonth(t *testing.T) {
	hub, job := start(t)
	created, err := hub.Create(map[string]string{"email": "kim@example.com", "lifecyclestage": "lead"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		pass time.Duration
		want string
	}{{0, "15"}, {29 * 24 * time.Hour, "15"}, {24 * time.Hour, "5"}} {
		hub.Advance(c.pass)
		if _, err := job.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if contact, _ := hub.Contact(created.ID); contact.Properties["lead_score"] != c.want {
			t.Errorf("on %s the score is %q, want %s", hub.Now().Format(time.DateOnly), contact.Properties["lead_score"], c.want)
		}
	}
}

// Two calls are allowed in ten seconds, and HubSpot says how long to wait.
func TestRetryAfterIsKept(t *testing.T) {
	hub, job := start(t)
	if err := hub.SetLimits(fakehubspot.Limits{Plan: fakehubspot.PlanProfessional, TenSecondly: 2, RetryAfter: true}); err != nil {
		t.Fatal(err)
	}
	run(t, job, 250)
	everyoneHasAScore(t, hub)
	if refused := hub.CountRequests(fakehubspot.Filter{Status: 429}); refused != 2 {
		t.Errorf("%d calls were refused, want 2: after Retry-After has passed, the next one succeeds", refused)
	}
}

func TestAFaultIsSurvived(t *testing.T) {
	for name, fault := range map[string]fakehubspot.Fault{
		"unavailable":     {Kind: fakehubspot.FaultStatus, Status: 503},
		"proxy":           {Kind: fakehubspot.FaultHTML},
		"cut":             {Kind: fakehubspot.FaultCut, AfterBytes: 400},
		"answer was lost": {Kind: fakehubspot.FaultLost},
	} {
		t.Run(name, func(t *testing.T) {
			hub, job := start(t)
			fault.Name, fault.Count = name, 1
			if err := hub.AddFault(fault); err != nil {
				t.Fatal(err)
			}
			run(t, job, 250)
			everyoneHasAScore(t, hub)
			if state, err := hub.Fault(name); err != nil || state.Struck != 1 {
				t.Errorf("the fault struck %d times (%v), want once", state.Struck, err)
			}
		})
	}
}

func TestAnOutageEndsTheJob(t *testing.T) {
	hub, job := start(t)
	if _, err := hub.Play(fakehubspot.ScenarioOutage, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := job.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "502") {
		t.Errorf("the job ended with %v, want HubSpot's 502", err)
	}
	if calls := hub.CountRequests(fakehubspot.Filter{}); calls != attempts {
		t.Errorf("%d calls were made, want %d", calls, attempts)
	}
}

func TestAnInvalidTokenIsNotTriedAgain(t *testing.T) {
	hub, job := start(t)
	job.HubSpot.Token = "not-the-token"
	_, err := job.Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), "401") || strings.Contains(err.Error(), job.HubSpot.Token) {
		t.Errorf("the job ended with %v, want HubSpot's 401 without the token", err)
	}
	if calls := hub.CountRequests(fakehubspot.Filter{}); calls != 1 {
		t.Errorf("%d calls were made, want 1", calls)
	}
}
