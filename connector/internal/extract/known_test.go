package extract_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/logtest"
)

// known returns an upstream with some properties, and how many calls of its properties API it has had.
func known() (up *hubspottest.Upstream, asked func() int) {
	up = hubspottest.New(1)
	up.Names, up.Secret = []string{"email", "firstname", "lastname", "phone"}, []string{"passport"}
	return up, func() int {
		n := 0
		for _, r := range up.Requests() {
			if strings.Contains(r.Path, "/properties/") {
				n++
			}
		}
		return n
	}
}

// HubSpot leaves out a property that it does not have, without a word. So the run fails, and names all of them at once.
func TestUnknownPropertiesEndTheRun(t *testing.T) {
	for _, since := range []time.Time{{}, at(10, 0, 0, 0)} {
		up, _ := known()
		opts := options()
		opts.Properties = []string{"email", "emial", "fone", "FirstName"}
		got, _, err := read(up, opts, since)
		unknown, ok := errors.AsType[*extract.UnknownPropertiesError](err)
		if !ok || fmt.Sprint(unknown.Names) != "[{emial email} {fone phone} {FirstName firstname}]" || len(got) > 0 {
			t.Fatalf("%v, emitted %v", err, got)
		}
		wantError(t, err, `HubSpot has no contact properties "emial" (the nearest is "email"), "fone" (the nearest is "phone")`)
		for _, r := range up.Requests() {
			if !strings.Contains(r.Path, "/properties/") {
				t.Errorf("asked %s %s before the names were known to be right", r.Method, r.Path)
			}
		}
	}
}

// Names that are right cost a call only once in a while, and no names cost none.
func TestPropertiesAreCheckedOnceInAWhile(t *testing.T) {
	clock := clocktest.New()
	up, asked := known()
	opts := options()
	opts.Known = extract.NewKnown(clock, slog.New(slog.DiscardHandler))
	for _, step := range []struct {
		names []string
		pass  time.Duration
		calls int
	}{
		{nil, 0, 0},
		{[]string{"email"}, 0, 1},
		{[]string{"phone", "email"}, 4 * time.Minute, 1},
		{[]string{"email"}, time.Minute, 2},
	} {
		clock.Advance(step.pass)
		opts.Properties = step.names
		if _, _, err := read(up, opts, time.Time{}); err != nil || asked() != step.calls {
			t.Errorf("%v: %v, %d calls, want %d", step.names, err, asked(), step.calls)
		}
	}
}

// A property that has just been created is known at once, and one that was deleted is missed within minutes.
func TestPropertiesComeAndGo(t *testing.T) {
	clock := clocktest.New()
	up, _ := known()
	opts := options()
	opts.Known, opts.Properties = extract.NewKnown(clock, slog.New(slog.DiscardHandler)), []string{"email", "colour"}
	_, _, err := read(up, opts, time.Time{})
	wantError(t, err, `no contact property "colour"`)
	up.Names = append(up.Names, "colour")
	if _, _, err := read(up, opts, time.Time{}); err != nil {
		t.Error(err)
	}
	up.Names = up.Names[:4]
	clock.Advance(5 * time.Minute)
	_, _, err = read(up, opts, time.Time{})
	wantError(t, err, `no contact property "colour"`)
}

// HubSpot lists properties of sensitive data apart. A key that may not list them is no reason to fail in another way.
func TestPropertiesOfSensitiveDataAreKnown(t *testing.T) {
	up, _ := known()
	opts := options()
	opts.Properties = []string{"passport"}
	if _, _, err := read(up, opts, time.Time{}); err != nil {
		t.Error(err)
	}
	for _, status := range []int{http.StatusForbidden, http.StatusBadRequest} {
		up, _ = known()
		up.Intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
			sensitive := r.URL.Query().Has("dataSensitivity")
			if sensitive {
				w.WriteHeader(status)
			}
			return sensitive
		}
		opts.Known = options().Known
		_, _, err := read(up, opts, time.Time{})
		wantError(t, err, `no contact property "passport" (the nearest is`)
	}
}

// A key that may not list properties reads all the same, and a warning says once in a while what is not checked.
func TestAKeyThatMayNotListPropertiesReads(t *testing.T) {
	log, clock := new(logtest.Buffer), clocktest.New()
	up, asked := known()
	up.Intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
		properties := strings.Contains(r.URL.Path, "/properties/")
		if properties {
			w.WriteHeader(http.StatusForbidden)
		}
		return properties
	}
	opts := options()
	opts.Known, opts.Properties = extract.NewKnown(clock, slog.New(slog.NewTextHandler(log, nil))), []string{"emial"}
	for i, pass := range []time.Duration{0, 59 * time.Minute, time.Minute} {
		clock.Advance(pass)
		got, _, err := read(up, opts, time.Time{})
		want(t, got, err, "1@11:00:00.000")
		warned := strings.Count(log.String(), "level=WARN msg=\"the names in properties are not checked")
		if wanted := 1 + i/2; asked() != wanted || warned != wanted || !strings.Contains(log.String(), "scope="+hubspot.Contacts.SchemaScope) {
			t.Errorf("run %d: %d calls, %d warnings, want %d:\n%s", i+1, asked(), warned, wanted, log.String())
		}
	}
}

// If the names cannot be compared because HubSpot fails, the run fails: the next one will find out.
func TestPropertiesThatCannotBeComparedEndTheRun(t *testing.T) {
	up, _ := known()
	up.Intercept = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(http.StatusUnauthorized)
		return true
	}
	opts := options()
	opts.Properties = []string{"email"}
	_, _, err := read(up, opts, time.Time{})
	wantError(t, err, "HubSpot properties: answered 401")
}

// A block is no missing scope: it soon passes, and the names would remain unchecked for an hour.
func TestABlockIsNoReasonNotToCompare(t *testing.T) {
	for body, part := range map[string]string{
		`<html>Attention Required! | Cloudflare</html>`:         "A firewall on the way",
		`{"status":"error","category":"BANNED","message":"no"}`: "blocks the account",
	} {
		up, _ := known()
		up.Intercept = func(n int, w http.ResponseWriter, _ *http.Request) bool {
			if n == 1 {
				w.WriteHeader(http.StatusForbidden)
				_, _ = io.WriteString(w, body)
			}
			return n == 1
		}
		opts := options()
		opts.Properties = []string{"emial"}
		_, _, err := read(up, opts, time.Time{})
		wantError(t, err, part)
		_, _, err = read(up, opts, time.Time{})
		wantError(t, err, `no contact property "emial"`)
	}
}

// The nearest name is HubSpot's own text, and the key may be in it.
func TestTheNearestNameIsMasked(t *testing.T) {
	up, _ := known()
	up.Names = []string{"the-key"}
	opts := options()
	opts.Properties = []string{"the_key"}
	_, _, err := read(up, opts, time.Time{})
	wantError(t, err, `"the_key" (the nearest is "the-[key]")`)
}
