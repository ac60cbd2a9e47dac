package extract_test

import (
	"fmt"
	"iter"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

// remembering is an upstream that is read with an interval of an hour, on one clock with the connector.
type remembering struct {
	up    *hubspottest.Upstream
	opts  extract.Options
	clock *clocktest.Clock
	log   strings.Builder
}

// remember returns one with these contacts. The memory for archives takes as many entries.
func remember(entries int64, contacts ...hubspottest.Record) *remembering {
	r := &remembering{up: hubspottest.New(), opts: options(), clock: clocktest.New()}
	r.up.Records = contacts
	r.opts.Clock = r.clock
	r.restart(entries)
	return r
}

func (r *remembering) restart(entries int64) {
	r.opts.Archives = extract.NewArchives(time.Hour, 16*entries, r.clock, slog.New(slog.NewTextHandler(&r.log, nil)))
}

func (r *remembering) pass(d time.Duration) {
	r.clock.Advance(d)
	r.up.Now = r.up.Now.Add(d)
}

// read makes a run and reports how it knew the archive, and how many calls for that it has made.
func (r *remembering) read(t *testing.T, since time.Time) (entities string, use extract.ArchiveUse, calls int) {
	t.Helper()
	before := r.archiveCalls()
	got, sum, err := read(r.up, r.opts, since)
	if err != nil {
		t.Fatal(err)
	}
	if sum.Doubt != "" {
		t.Errorf("doubt: %s", sum.Doubt)
	}
	return strings.Join(got, " "), sum.Archive, r.archiveCalls() - before
}

// want makes a run and compares.
func (r *remembering) want(t *testing.T, since time.Time, entities string, use extract.ArchiveUse, calls int) {
	t.Helper()
	got, how, n := r.read(t, since)
	if got != entities || how != use || n != calls {
		t.Errorf("got  %s, archive %s with %d calls\nwant %s, archive %s with %d calls", got, how, n, entities, use, calls)
	}
}

func (r *remembering) archiveCalls() int {
	n := 0
	for _, request := range r.up.Requests() {
		if strings.Contains(request.Query, "archived=true") {
			n++
		}
	}
	return n
}

// archivedAt returns a contact that was archived then.
func archivedAt(id uint64, then time.Time) hubspottest.Record {
	return hubspottest.Record{ID: id, Modified: at(9, 0, 0, 0), ArchivedAt: then}
}

const (
	fromHubSpot = extract.ArchiveRead
	remembered  = extract.ArchiveRemembered
)

// An archive is read once an interval, however many pipes there are, and each of them hears of everything that was archived
// later than an interval before its offset. A tombstone that comes late does not move an offset back.
func TestTheArchiveIsReadOnceAnInterval(t *testing.T) {
	r := remember(1000, archivedAt(1, at(10, 29, 0, 0)), archivedAt(2, at(10, 31, 0, 0)), archivedAt(3, at(11, 45, 0, 0)))
	r.want(t, at(11, 30, 0, 0), "-2@11:30:00.000 -3@11:45:00.000", fromHubSpot, 1)
	r.pass(59 * time.Minute)
	r.up.Records = append(r.up.Records, archivedAt(4, r.up.Now.Add(-time.Minute)))
	r.want(t, at(11, 40, 0, 0), "-3@11:45:00.000", remembered, 0)
	r.want(t, at(12, 30, 0, 0), "-3@12:30:00.000", remembered, 0) // another pipe
	r.pass(time.Minute)
	r.want(t, at(12, 50, 0, 0), "-4@12:55:00.000", fromHubSpot, 1)
	r.pass(time.Minute)
	r.want(t, at(12, 50, 0, 0), "-4@12:56:00.000", remembered, 0)
}

// Without an interval every run reads the archive, and reports what was archived after its offset.
func TestWithoutAnIntervalTheArchiveIsAlwaysRead(t *testing.T) {
	r := remember(1000, archivedAt(1, at(10, 31, 0, 0)), archivedAt(2, at(11, 31, 0, 0)))
	r.opts.Archives = new(extract.Archives)
	for range 2 {
		r.want(t, at(11, 30, 0, 0), "-2@11:31:00.000", "", 1)
	}
}

// With GTE, what was archived at exactly an interval before the offset is reported, too.
func TestTheIntervalWithGTE(t *testing.T) {
	for _, inclusive := range []bool{false, true} {
		r := remember(1000, archivedAt(1, at(10, 30, 0, 0)), archivedAt(2, at(10, 30, 0, 1)))
		r.opts.Inclusive = inclusive
		wanted := map[bool]string{false: "-2@11:30:00.000", true: "-1@11:30:00.000 -2@11:30:00.000"}[inclusive]
		r.want(t, at(11, 30, 0, 0), wanted, fromHubSpot, 1)
		r.want(t, at(11, 30, 0, 0), wanted, remembered, 0)
	}
}

// IDs that were merged into an archived record are reported with it, from memory too.
func TestMergedIntoAnArchivedContact(t *testing.T) {
	gone := archivedAt(7, at(11, 10, 0, 0))
	gone.Merged = "3; 4;7;x" // its own id is no tombstone
	old := archivedAt(8, at(10, 10, 0, 0))
	old.Merged = "5"
	r := remember(1000, gone, old)
	wanted := "-7@11:30:00.000 -3@11:30:00.000 -4@11:30:00.000"
	r.want(t, at(11, 30, 0, 0), wanted, fromHubSpot, 1)
	r.want(t, at(11, 30, 0, 0), wanted, remembered, 0)
}

// A record that any run has seen alive since it was archived leaves the memory: its tombstone would bury it.
func TestARestoredContactIsNotBuried(t *testing.T) {
	for name, see := range map[string]time.Time{"a since-run": at(11, 50, 0, 0), "a full run": {}} {
		r := remember(1000, archivedAt(1, at(11, 40, 0, 0)), archivedAt(2, at(11, 41, 0, 0)))
		r.up.Habit = hubspottest.Descending
		r.want(t, at(11, 50, 0, 0), "-2@11:50:00.000 -1@11:50:00.000", fromHubSpot, 1)
		r.pass(10 * time.Minute)
		r.up.Records[0].ArchivedAt, r.up.Records[0].Modified = time.Time{}, r.up.Now
		if got, _, _ := r.read(t, see); !strings.HasPrefix(got, "1@12:0") {
			t.Errorf("%s: %s", name, got)
		}
		r.pass(10 * time.Minute)
		r.want(t, at(12, 12, 0, 0), "-2@12:12:00.000", remembered, 0)
		// If it is archived again, that is another deletion.
		r.up.Records[0].ArchivedAt = r.up.Now
		r.pass(40 * time.Minute)
		r.want(t, at(12, 15, 0, 0), "-2@12:15:00.000 -1@12:20:00.000", fromHubSpot, 1)
	}
}

// A contact that was archived and restored within the settle window is live at once, not only when that has passed.
func TestARestoreWithinTheSettleWindow(t *testing.T) {
	r := remember(1000, archivedAt(1, at(11, 59, 0, 0)))
	r.want(t, at(11, 54, 0, 0), "-1@11:55:00.000", fromHubSpot, 1)
	r.pass(time.Minute)
	r.up.Records[0].ArchivedAt, r.up.Records[0].Modified = time.Time{}, r.up.Now
	r.want(t, at(11, 55, 0, 0), "1@11:56:00.000", remembered, 0)
}

// begin begins a run, in a bubble of synctest, and takes its first entities. The rest of them follow when end is called.
func (r *remembering) begin(t *testing.T, since time.Time, entities string) (end func()) {
	t.Helper()
	run := extract.Start(client(r.up), r.opts, extract.Request{Object: hubspot.Contacts, Since: since})
	next, stop := iter.Pull2(run.Entities(t.Context()))
	for wanted := range strings.FieldsSeq(entities) {
		if e, err, ok := next(); !ok || err != nil || show(e) != wanted {
			t.Fatalf("got %s, %v, want %s", show(e), err, wanted)
		}
	}
	synctest.Wait() // until it has read as far ahead as it does
	return func() {
		for ok := true; ok; {
			_, _, ok = next()
		}
		stop()
	}
}

// A contact is restored after a run has read of it in the archive, and another run sees it before the first one has read the
// rest. Meanwhile nobody waits, and what is half read is no use to others.
func TestAContactThatIsRestoredWhileTheArchiveIsReadIsNotBuried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := remember(1000, archivedAt(1, at(11, 40, 0, 0)), archivedAt(2, at(11, 41, 0, 0)), archivedAt(3, at(11, 42, 0, 0)))
		r.up.PageSize = 1
		end := r.begin(t, at(11, 30, 0, 0), "-1@11:40:00.000")
		r.pass(time.Minute)
		r.up.Records[0].ArchivedAt, r.up.Records[0].Modified = time.Time{}, r.up.Now
		r.pass(time.Minute)
		r.want(t, at(11, 50, 0, 0), "1@11:57:00.000 -2@11:50:00.000 -3@11:50:00.000", fromHubSpot, 2)
		end()
		r.pass(10 * time.Minute)
		r.want(t, at(12, 2, 0, 0), "-2@12:02:00.000 -3@12:02:00.000", remembered, 0)
	})
}

// A read that takes longer than the interval is not remembered, and does not keep others from being.
func TestAReadThatTakesTooLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := remember(1000, archivedAt(1, at(11, 40, 0, 0)), archivedAt(2, at(11, 41, 0, 0)))
		r.up.PageSize = 1
		end := r.begin(t, at(11, 30, 0, 0), "-1@11:40:00.000")
		r.pass(time.Hour)
		r.want(t, at(12, 50, 0, 0), "", fromHubSpot, 2)
		r.up.Records = append(r.up.Records, archivedAt(3, r.up.Now))
		end()
		r.want(t, at(12, 50, 0, 0), "", remembered, 0)
		r.pass(time.Hour)
		r.want(t, at(13, 0, 0, 0), "-3@13:00:00.000", fromHubSpot, 3)
	})
}

// A restore that does not move the time of change is seen by a full run alone. No since-run undoes that.
func TestARestoreThatLeavesTheTimeOfChange(t *testing.T) {
	r := remember(1000, archivedAt(1, at(11, 40, 0, 0)))
	r.want(t, at(11, 50, 0, 0), "-1@11:50:00.000", fromHubSpot, 1)
	r.pass(10 * time.Minute)
	r.up.Records[0].ArchivedAt = time.Time{}
	r.want(t, time.Time{}, "1@09:00:00.000", "", 0)
	r.want(t, at(12, 9, 59, 0), "", remembered, 0)
}

// A late index still shows a contact that was archived. Its tombstone comes after it, from memory too.
func TestALateIndexRestoresNothing(t *testing.T) {
	r := remember(1000, hubspottest.Record{ID: 1, Modified: at(11, 58, 0, 0)})
	r.up.Index = []hubspottest.Record{r.up.Records[0]}
	r.up.Records[0].ArchivedAt = at(11, 59, 0, 0)
	r.want(t, at(11, 54, 0, 0), "1@11:55:00.000 -1@11:55:00.000", fromHubSpot, 1)
	r.pass(4 * time.Minute)
	r.want(t, at(11, 55, 0, 0), "1@11:58:00.000 -1@11:59:00.000", remembered, 0)
}

// What has not been read to its end is not remembered: not if HubSpot fails, and not if the reader wants no more.
func TestAReadThatFailsRemembersNothing(t *testing.T) {
	r := remember(1000, archivedAt(1, at(11, 40, 0, 0)), archivedAt(2, at(11, 41, 0, 0)))
	r.up.PageSize = 1
	r.up.Intercept = func(_ int, w http.ResponseWriter, req *http.Request) bool {
		if req.URL.Query().Get("after") == "" {
			return false
		}
		w.WriteHeader(http.StatusForbidden)
		return true
	}
	if got, _, err := read(r.up, r.opts, at(11, 30, 0, 0)); err == nil || len(got) != 1 {
		t.Fatalf("%v, %v", got, err)
	}
	r.up.Intercept = nil
	r.want(t, at(11, 30, 0, 0), "-1@11:40:00.000 -2@11:41:00.000", fromHubSpot, 2)
	r.want(t, at(11, 30, 0, 0), "-1@11:40:00.000 -2@11:41:00.000", remembered, 0)
	r.restart(1000)
	r.want(t, at(11, 30, 0, 0), "-1@11:40:00.000 -2@11:41:00.000", fromHubSpot, 2)
}

// The clock of a machine that sleeps stands still. HubSpot's does not.
func TestAMachineThatSleepsForgets(t *testing.T) {
	r := remember(1000)
	r.want(t, at(11, 30, 0, 0), "", fromHubSpot, 1)
	r.up.Now = r.up.Now.Add(time.Hour)
	r.want(t, at(11, 30, 0, 0), "", fromHubSpot, 1)
}

// The clock of a test double is moved back: what is archived then was not there when the archive was read.
func TestAClockThatIsMovedBackForgets(t *testing.T) {
	r := remember(1000)
	r.want(t, at(11, 30, 0, 0), "", fromHubSpot, 1)
	r.pass(time.Hour)
	r.up.Now = at(12, 10, 0, 0)
	r.want(t, at(11, 30, 0, 0), "", fromHubSpot, 1)
}

// An audit does not blame HubSpot for contacts that were archived since the archive was read: it does not know of them.
func TestTheAuditOfARememberedArchive(t *testing.T) {
	r := remember(1000)
	r.read(t, at(11, 30, 0, 0))
	r.up.Total = func(matches int) string { return fmt.Sprintf(`"total":%d,`, matches+1) }
	r.want(t, at(11, 30, 0, 0), "", remembered, 0)
}

// Beyond its bound the memory forgets what was archived first. A run whose offset reaches further back reads the archive, and
// the log says so once.
func TestTheMemoryOfArchivesIsBounded(t *testing.T) {
	r := remember(8)
	for id := range uint64(30) {
		r.up.Records = append(r.up.Records, archivedAt(100-id, at(11, 0, 0, 0).Add(time.Duration(id)*time.Minute)))
	}
	r.pass(32 * time.Minute)
	recent, _, _ := r.read(t, at(12, 27, 0, 0))
	r.want(t, at(12, 27, 0, 0), recent, remembered, 0)
	if n := strings.Count(recent, "-"); n != 2 {
		t.Errorf("got %s", recent)
	}
	for range 2 {
		got, _, calls := r.read(t, at(12, 10, 0, 0))
		if n := strings.Count(got, "-"); n != 19 || calls != 1 {
			t.Errorf("%d calls, got %s", calls, got)
		}
	}
	if n := strings.Count(r.log.String(), "A larger page-memory remembers more"); n != 1 {
		t.Errorf("said %d times: %s", n, &r.log)
	}
	r.want(t, at(12, 27, 0, 0), recent, remembered, 0)
}
