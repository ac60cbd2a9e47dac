package pump

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/service"
)

// retriesPerCommit is how many queued entities are retried in one transaction.
const retriesPerCommit = 100

// queued is a source entity that could not be transformed or written. It is kept until it can be written or, when it has been
// given up, to be recognised. The execution log has the same for people, without secrets.
type queued struct {
	// Name is the entity's _id, or stands for it when the entity has none.
	Name string `json:"name"`
	// Entity is the entity as the source yielded it. Sum is a hash of it, which distinguishes one version from another.
	Entity json.RawMessage `json:"entity"`
	Sum    string          `json:"sum"`
	// Attempts counts the retries, all of which failed; Most is the number of them after which the entity is given up.
	Attempts int `json:"attempts"`
	Most     int `json:"most"`
	// Dead means that the entity was given up, Letter that an earlier version of it was.
	Dead   bool `json:"dead,omitempty"`
	Letter bool `json:"letter,omitempty"`
}

// attempt is what the queue must know about writing an entity.
type attempt struct {
	name   string
	entity []byte // as the source yielded it
	// failure is why the entity cannot be written; nil if it can.
	failure *entityError
}

// entityError is one entity that could not be transformed, or that no dataset accepts.
type entityError struct {
	entity json.RawMessage // as the source yielded it
	place  int             // counted from 1; 0 for a retried entity
	err    error
	// queued means that the entity is in the queue, and in the log.
	queued bool
}

// Error says what went wrong with which entity; what a service has answered comes first.
func (e *entityError) Error() string {
	_, answered := errors.AsType[*service.Error](e.err)
	switch {
	case answered && e.place == 0:
		return fmt.Sprintf("%v: entity %q, retried", e.err, nameOf(e.entity))
	case answered:
		return fmt.Sprintf("%v: source entity %d, %q", e.err, e.place, nameOf(e.entity))
	case e.place == 0:
		return fmt.Sprintf("entity %q, retried: %v", nameOf(e.entity), e.err)
	default: // which names the entity, if it has a name
		return fmt.Sprintf("source entity %d: %v", e.place, e.err)
	}
}

func (e *entityError) Unwrap() error { return e.err }

// longestName leaves room for what the log puts before a name.
const longestName = dataset.MaxID - len(eventWriteError+"::12345678")

// nameOf returns a source entity's _id, or a name for an entity without an _id that a dataset accepts.
func nameOf(entity []byte) string {
	id, _ := dataset.Text(dataset.Find(dataset.Split(entity, nil), "_id"))
	if id == "" || len(id) > longestName {
		return "without-id:" + sumOf(entity)
	}
	return id
}

func sumOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16])
}

// Keys under which the store keeps the queue; a pipe's ID contains no slash.
func queuePrefix(pipe string) string    { return "retry/" + pipe + "/" }
func queueKey(pipe, name string) string { return queuePrefix(pipe) + sumOf([]byte(name)) }

// readQueue returns the whole queue in the order of the names.
func (p *Pump) readQueue(tx *dataset.Tx) ([]queued, error) {
	var all []queued
	for _, raw := range tx.States(queuePrefix(p.Pipe.ID)) {
		var q queued
		if err := json.Unmarshal(raw, &q); err != nil {
			return nil, err
		}
		all = append(all, q)
	}
	slices.SortFunc(all, func(a, b queued) int { return cmp.Compare(a.Name, b.Name) })
	return all, nil
}

// countQueue counts the entities that will be retried and those that were given up, without decoding them: pages ask for it every
// second, however many there are.
func (p *Pump) countQueue(tx *dataset.Tx) (waiting, dead int) {
	for _, raw := range tx.States(queuePrefix(p.Pipe.ID)) {
		if isDead(raw) {
			dead++
		} else {
			waiting++
		}
	}
	return waiting, dead
}

// isDead reports whether the JSON of a queued says that it was given up. Only a hash, numbers and flags follow the entity in it.
func isDead(raw []byte) bool {
	rest := raw[max(0, bytes.LastIndex(raw, []byte(`"sum":`))):]
	return bytes.Contains(rest, []byte(`"dead":true`))
}

// emptyQueue removes everything from the queue.
func (p *Pump) emptyQueue(tx *dataset.Tx) error {
	all, err := p.readQueue(tx)
	if err != nil {
		return err
	}
	for _, q := range all {
		if err := p.dequeue(tx, q.Name); err != nil {
			return err
		}
	}
	return nil
}

func (p *Pump) dequeue(tx *dataset.Tx, name string) error {
	return tx.SetState(queueKey(p.Pipe.ID, name), nil)
}

// recordAttempt updates the queue after an attempt, in the transaction that writes the entity.
func (x *execution) recordAttempt(tx *dataset.Tx, a *attempt, count *queueCounters) error {
	var before queued
	there, err := tx.State(queueKey(x.Pipe.ID, a.name), &before)
	switch {
	case err != nil:
		return err
	case a.failure == nil && !there:
		return nil
	case a.failure == nil:
		return x.resolve(tx, &before, a.entity)
	}
	count.failed++
	sum := sumOf(a.entity)
	if there && before.Sum == sum {
		return nil // this version is in the queue already
	}
	return x.enqueue(tx, &queued{Name: a.name, Entity: a.entity, Sum: sum, Letter: before.Dead || before.Letter}, a.failure, count)
}

// enqueue stores an entity that failed: for another retry or, after too many of them, as dead.
func (x *execution) enqueue(tx *dataset.Tx, q *queued, failure *entityError, count *queueCounters) error {
	q.Most = x.writeRetries(failure).MaxPerEntity
	if q.Attempts >= q.Most {
		q.Dead, q.Letter = true, false
		count.dead++
		if err := x.writeDeadLetter(tx, q); err != nil {
			return err
		}
	}
	if err := tx.SetState(queueKey(x.Pipe.ID, q.Name), q); err != nil {
		return err
	}
	fields := x.failure(failure)
	fields["retryable"], fields["dead"], fields["error_code"] = !q.Dead, q.Dead, codeOfWrite(failure)
	return x.logWriteError(tx, q, fields)
}

// resolve removes an entity from the queue because a version of it has been written, the queued one or a newer one, or because it
// has disappeared from the source: then written is nil.
func (x *execution) resolve(tx *dataset.Tx, q *queued, written []byte) error {
	if err := x.dequeue(tx, q.Name); err != nil {
		return err
	}
	limits := x.Pipe.Pump.WriteRetries
	if (q.Dead || q.Letter) && limits.TrackDeadLetters {
		if err := x.withdrawDeadLetter(tx, q, written); err != nil {
			return err
		}
	}
	fields := map[string]any{"resolved": true}
	if written != nil && sumOf(written) != q.Sum {
		fields["resolved_entity"] = x.masked(written)
	}
	return x.logWriteError(tx, q, fields)
}

// resolveGone empties the queue after a full run in which every entity could be written: what is still queued was not among
// them.
func (x *execution) resolveGone(tx *dataset.Tx) error {
	all, err := x.readQueue(tx)
	if err != nil {
		return err
	}
	for _, q := range all {
		if err := x.resolve(tx, &q, nil); err != nil {
			return err
		}
	}
	return nil
}

// retryQueue retries the queued entities before anything is read: what the source yields now is newer and must win. The
// circuit breaker does not count them, because after a rollback they could not be read again.
func (x *execution) retryQueue(ctx context.Context) error {
	if x.background || x.plan.resumed {
		// A background rescan does not know what is newer, and a resumed run would take the entities for seen: those that are
		// gone from the source would not be deleted.
		return nil
	}
	t, err := x.newTransformer()
	if err != nil {
		return err
	}
	waiting := slices.DeleteFunc(slices.Clone(x.queue), func(q queued) bool { return q.Dead })
	if len(waiting) > 0 {
		x.active.reads(Step{Doing: RetryingQueue, Entities: len(waiting)})
	}
	for some := range slices.Chunk(waiting, retriesPerCommit) {
		attempt := x.retry
		if x.Receiver != nil {
			attempt = x.redeliver
		}
		if err := attempt(ctx, t, some); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return nil
}

// retry transforms some entities, and then writes them in one transaction.
func (x *execution) retry(ctx context.Context, t *transformer, some []queued) error {
	defer t.memory.Reset()
	outcomes, failures := make([]outcome, len(some)), make([]error, len(some))
	for i, q := range some {
		if outcomes[i], failures[i] = t.whole(ctx, q.Entity); failures[i] == nil {
			failures[i] = x.checkSize(&outcomes[i])
		}
		if ctx.Err() != nil {
			return context.Cause(ctx) // which says nothing about the entity
		}
		if _, failed := errors.AsType[*CallError](failures[i]); failed {
			return failures[i] // neither does this
		}
	}
	var count queueCounters
	changes := 0
	err := x.update(func(tx *dataset.Tx) error {
		for i := range some {
			changed, err := x.retryOne(tx, some[i], &outcomes[i], failures[i], &count)
			if err != nil {
				return err
			}
			if changed {
				changes++
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	x.counters.writer.changes += changes
	x.counters.writer.add(count)
	return nil
}

// retryOne reports whether it changed the dataset.
func (x *execution) retryOne(tx *dataset.Tx, q queued, out *outcome, failure error, count *queueCounters) (bool, error) {
	if there, err := tx.State(queueKey(x.Pipe.ID, q.Name), &queued{}); err != nil || !there {
		return false, err // discarded meanwhile
	}
	if failure != nil {
		return false, x.retried(tx, q, failure, count)
	}
	written := false
	for _, o := range append(out.created, *out) {
		change, err := x.put(tx, &o)
		if err != nil {
			return false, err
		}
		written = written || change.Written
	}
	return written, x.resolve(tx, &q, q.Entity)
}
