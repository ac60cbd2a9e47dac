package writing

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// verdict is what the connector says of an item: "done", "conflict", "refused", or "unknown" where it says nothing.
type verdict struct{ is, why string }

// judge compares what HubSpot has after a request with what was sent and answered.
type judge struct {
	world         *world
	route         string
	before, after snapshot
	raced         map[string]bool // records that users have changed during the request
	items         []*item
	verdicts      []verdict
}

// read reads the answer.
func (j *judge) read(a answer) error {
	j.verdicts = slices.Repeat([]verdict{{is: "unknown"}}, len(j.items))
	j.world.errs[fmt.Sprint(j.route, a.status, a.err != nil)]++
	switch {
	case a.err != nil:
		return nil
	case j.route == "/transform_" && a.status == 200:
		return j.readOutcomes(a)
	case j.route == "/transform_" || a.status != 200 && a.status != 400 && a.status != 502 && a.status != 503:
		if a.status != 502 && a.status != 503 {
			return errors.New("this status is not expected")
		}
		return nil
	}
	for n := range j.verdicts {
		j.verdicts[n].is = "done"
	}
	if a.status == 200 {
		return nil
	}
	var told struct{ Error failure }
	if err := json.Unmarshal([]byte(a.body), &told); err != nil {
		return err
	}
	if told.Error.Failed == 0 && a.status == 400 || len(told.Error.Entities) != told.Error.Failed {
		return errors.New("failures are not named")
	}
	if told.Error.Failed == 0 { // nothing was begun
		j.verdicts = slices.Repeat([]verdict{{is: "unknown"}}, len(j.items))
	}
	for _, o := range told.Error.Entities {
		is := o.Status
		if is == "unwritten" {
			is = "unknown"
		}
		if is == "unknown" && a.status == 400 {
			return errors.New("400, although something is unwritten")
		}
		j.verdicts[o.Index] = verdict{is, o.Error}
	}
	return nil
}

func (j *judge) readOutcomes(a answer) error {
	var told []struct {
		Key     string  `json:"_id"`
		Outcome outcome `json:"$hubspot"`
	}
	if err := json.Unmarshal([]byte(a.body), &told); err != nil || len(told) != len(j.items) {
		return fmt.Errorf("%d entities came back, %w", len(told), err)
	}
	for n, e := range told {
		i := j.items[n]
		if i.thing != nil && e.Key != "erp:"+i.thing.key {
			return fmt.Errorf("entity %d came back as %s", n, e.Key)
		}
		switch o := e.Outcome; o.Status {
		case "conflict", "refused":
			j.verdicts[n] = verdict{o.Status, o.Error}
		case "created", "updated", "unchanged", "archived", "ignored":
			j.verdicts[n] = verdict{is: "done"}
			mixed, _ := j.mixed(n)
			if record, found := j.target(i, j.after); found && !i.deleted && !j.touched(&record) && record.ID != o.ID && !mixed {
				return fmt.Errorf("entity %d is said to be %s, but is %s", n, o.ID, record.ID)
			}
		default:
			return fmt.Errorf("entity %d is %q", n, o.Status)
		}
	}
	return nil
}

func (j *judge) target(i *item, s snapshot) (fakehubspot.Record, bool) { return i.target(s) }

// touched reports whether users have had a hand in the record during the request.
func (j *judge) touched(r *fakehubspot.Record) bool {
	return slices.ContainsFunc(mergedInto(r), func(id string) bool { return j.raced[id] })
}

// concerned reports whether users did anything that may concern what an item is about.
func (j *judge) concerned(i *item) bool {
	for _, s := range []snapshot{j.before, j.after} {
		if r, found := j.target(i, s); found && j.touched(&r) {
			return true
		}
	}
	return j.archivedMeanwhile(i)
}

// archivedMeanwhile reports whether what an item is about is archived although users had a hand in it during the request: they have
// created, found and archived it, or have merged it with what the request archives.
func (j *judge) archivedMeanwhile(i *item) bool {
	for _, r := range j.after.archived {
		if j.touched(&r) && (slices.Contains(mergedInto(&r), i.id) || i.key != "" && j.after.kind.goes(&r, i.key, false)) {
			return true
		}
	}
	return false
}

// mixed reports whether the request has both changes and deletions of what the nth item is about, and whether that is the last of
// them.
func (j *judge) mixed(n int) (mixed, last bool) {
	one, found := j.target(j.items[n], j.before)
	last = true
	for m, other := range j.items {
		if other.thing == nil || m == n {
			continue
		}
		record, exists := j.target(other, j.before)
		if other.thing == j.items[n].thing || found && exists && one.ID == record.ID {
			mixed = mixed || other.deleted != j.items[n].deleted
			last = last && m < n
		}
	}
	return mixed, last
}

func (j *judge) check() error {
	var errs []error
	for n, i := range j.items {
		if err := j.checkItem(n, i); err != nil {
			errs = append(errs, fmt.Errorf("entity %d, which is %s %s: %w", n, j.verdicts[n].is, j.verdicts[n].why, err))
		}
	}
	return errors.Join(append(errs, j.checkRecords(), j.checkArchived())...)
}

func (j *judge) checkItem(n int, i *item) error {
	is := j.verdicts[n].is
	if i.thing == nil {
		if is != "refused" && is != "unknown" {
			return errors.New("it must be refused")
		}
		return nil
	}
	if j.archivedMeanwhile(i) {
		return nil
	}
	if j.concerned(i) {
		if mixed, _ := j.mixed(n); is == "done" && !i.deleted && !mixed && !j.world.gate.ended {
			return j.written(n, i)
		}
		return nil
	}
	if mixed, last := j.mixed(n); mixed {
		if last && is == "done" {
			return j.written(n, i)
		}
		return nil
	}
	switch is {
	case "done":
		return errors.Join(j.written(n, i), j.unhindered(n, i))
	case "conflict":
		if !j.hindered(n, i) {
			return errors.New("nobody has changed what it was made from")
		}
	case "refused":
		_, live := j.target(i, j.before)
		if i.id == "" || live {
			return errors.New("nothing is wrong with it")
		}
	}
	return nil
}

// written checks that HubSpot has what the item says, unless another one has said something else.
func (j *judge) written(n int, i *item) error {
	record, found := j.target(i, j.after)
	if i.deleted {
		if found && (i.id == record.ID || i.id == "" && j.after.kind.goes(&record, i.key, true)) {
			return errors.New("it is still there")
		}
		return nil
	}
	if !found {
		return errors.New("it is not there")
	}
	if i.id == "" && len(j.after.byKey(i.key)) > 1 {
		return errors.New("it is there more than once")
	}
	later := n + 1
	if j.touched(&record) && len(mergedInto(&record)) > 1 {
		later = 0 // users have made one record of several that entities are about: the earlier entity may find that out later
	}
	for field, value := range i.values {
		if j.changedSince(n, &record, field) {
			continue
		}
		if !j.after.kind.same(field, record.Properties[field], value) && !j.wanted(&record, field, later, "done", "unknown") {
			return fmt.Errorf("%s of %s is %q, not %q", field, record.ID, record.Properties[field], value)
		}
	}
	return nil
}

// changedSince reports whether users have changed a field of a record since it had what the nth item says, or one after it, which
// may have been written together with it.
func (j *judge) changedSince(n int, r *fakehubspot.Record, field string) bool {
	for m, i := range j.items[n:] {
		if i.thing == nil || !j.world.gate.there[i][field] {
			continue
		}
		if target, found := j.target(i, j.after); m == 0 || found && target.ID == r.ID {
			return true
		}
	}
	return false
}

// wanted reports whether an item from the nth on, with one of these verdicts, wants the value that a field of a record has.
func (j *judge) wanted(r *fakehubspot.Record, field string, n int, verdicts ...string) bool {
	for m := n; m < len(j.items); m++ {
		i := j.items[m]
		if i.thing == nil || !slices.Contains(verdicts, j.verdicts[m].is) {
			continue
		}
		target, found := j.target(i, j.after)
		value, says := i.values[field]
		if found && target.ID == r.ID && says && j.after.kind.same(field, r.Properties[field], value) {
			return true
		}
	}
	return false
}

// hindered reports whether HubSpot had other values than those that the nth item was made from, before anything of the request
// was written.
func (j *judge) hindered(n int, i *item) bool {
	record, found := j.target(i, j.before)
	if !found && i.id != "" {
		return false
	}
	for field, basis := range i.basis {
		wanted, writes := i.values[field]
		stored := record.Properties[field]
		if !i.deleted && !writes || j.before.kind.same(field, stored, basis) || writes && j.before.kind.same(field, stored, wanted) {
			continue
		}
		if !j.earlier(n, &record, field) {
			return true
		}
	}
	return false
}

// earlier reports whether an item before the nth one changes a field of the record: then the first one's basis counts.
func (j *judge) earlier(n int, r *fakehubspot.Record, field string) bool {
	for m, i := range j.items[:n] {
		if i.thing == nil || j.verdicts[m].is == "conflict" || j.verdicts[m].is == "refused" {
			continue
		}
		target, found := j.target(i, j.before)
		if _, says := i.values[field]; says && (found && target.ID == r.ID || !found && i.thing == j.items[n].thing) {
			return true
		}
	}
	return false
}

// unhindered checks that an item that is done did not have to be a conflict.
func (j *judge) unhindered(n int, i *item) error {
	if record, found := j.target(i, j.before); found && !i.deleted && j.hindered(n, i) && !j.comesTo(n, &record) {
		return fmt.Errorf("HubSpot had %v, and the change was made from %v", record.Properties, i.basis)
	}
	return nil
}

// comesTo reports whether an item after the nth one wants a value that the record had before: what they all lead to counts.
func (j *judge) comesTo(n int, r *fakehubspot.Record) bool {
	for _, i := range j.items[n+1:] {
		if i.thing == nil {
			continue
		}
		target, found := j.target(i, j.before)
		for field, value := range i.values {
			if found && target.ID == r.ID && j.before.kind.same(field, r.Properties[field], value) {
				return true
			}
		}
	}
	return false
}

// checkRecords checks that every value that records have now is one that they had, or that somebody wanted.
func (j *judge) checkRecords() error {
	for _, r := range j.after.live {
		if own := j.world.own[r.ID]; r.Properties[j.after.kind.own] != own {
			return fmt.Errorf("%s of %s is %q, and its users have made it %q", j.after.kind.own, r.ID, r.Properties[j.after.kind.own], own)
		}
		if j.touched(&r) {
			continue
		}
		had, was := j.before.live[r.ID]
		if !was && !slices.ContainsFunc(j.items, func(i *item) bool {
			return i.thing != nil && !i.deleted && i.key != "" && j.after.kind.goes(&r, i.key, true)
		}) {
			return fmt.Errorf("nobody has created %s %v", r.ID, r.Properties)
		}
		for _, field := range append([]string{j.after.kind.key}, j.after.kind.fields...) {
			if field == j.after.kind.key && !was || j.after.kind.same(field, had.Properties[field], r.Properties[field]) {
				continue
			}
			if !j.wanted(&r, field, 0, "done", "unknown") {
				return fmt.Errorf("%s of %s was %q and is %q, which nobody wanted", field, r.ID, had.Properties[field], r.Properties[field])
			}
		}
	}
	return nil
}

// checkArchived checks that every record that is gone was to be deleted.
func (j *judge) checkArchived() error {
	for id, r := range j.before.live {
		_, lives := j.after.live[id]
		if lives || j.raced[id] {
			continue
		}
		deleted := func(i *item) bool {
			return i.deleted && (i.id == id || i.key != "" && j.before.kind.goes(&r, i.key, true))
		}
		if !slices.ContainsFunc(j.items, deleted) {
			return fmt.Errorf("nobody has deleted %s %v", id, r.Properties)
		}
	}
	return nil
}
