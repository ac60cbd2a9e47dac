package pump

import (
	"encoding/json"
	"maps"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// codeEntity is the error_code of a write error that is the entity's own.
const codeEntity = 1

// note is what the queue of the unwritten has to know about an outcome.
type note struct {
	name   string
	entity []byte // as the source gave it
	// failure is why it cannot be written; nil when it can.
	failure *entityError
}

// noted is what came of some notes.
type noted struct {
	// unwritten counts entities that failed, dead those of them given up, failedRetries those that failed again.
	unwritten, dead, failedRetries int
}

// hear brings the queue up to date with an outcome, in the transaction that writes it.
func (r *run) hear(tx *dataset.Tx, n *note, count *noted) error {
	var before unwritten
	there, err := tx.State(retryKey(r.Pipe.ID, n.name), &before)
	switch {
	case err != nil:
		return err
	case n.failure == nil && !there:
		return nil
	case n.failure == nil:
		return r.resolve(tx, &before, n.entity)
	}
	count.unwritten++
	sum := sumOf(n.entity)
	if there && before.Sum == sum {
		return nil // read again, and known already
	}
	return r.keep(tx, &unwritten{Name: n.name, Entity: n.entity, Sum: sum}, n.failure, count)
}

// keep stores an entity that failed, for another try or, after too many of them, as dead.
func (r *run) keep(tx *dataset.Tx, u *unwritten, failure *entityError, count *noted) error {
	limits := r.Pipe.Pump.WriteRetries
	if u.Attempts >= limits.MaxPerEntity {
		u.Dead = true
		count.dead++
		if limits.DeadLetters != "" {
			letter, err := u.letter()
			if err == nil {
				_, err = tx.Append(limits.DeadLetters, letter, nil)
			}
			if err != nil {
				return err
			}
		}
	}
	if err := tx.SetState(retryKey(r.Pipe.ID, u.Name), u); err != nil {
		return err
	}
	fields := r.failure(failure)
	fields["retryable"], fields["dead"] = !u.Dead, u.Dead
	return r.writeError(tx, u, fields)
}

// resolve takes an entity out of the queue because a version of it has been written: the one that waited when resolving
// is nil, else a newer one. Nothing is said of the version when the entity is gone from the source.
func (r *run) resolve(tx *dataset.Tx, u *unwritten, resolving []byte) error {
	if err := r.forget(tx, u.Name); err != nil {
		return err
	}
	limits := r.Pipe.Pump.WriteRetries
	if u.Dead && limits.TrackDeadLetters {
		if _, err := tx.Remove(limits.DeadLetters, u.Name, nil); err != nil {
			return err
		}
	}
	fields := map[string]any{"resolved": true}
	if resolving != nil && sumOf(resolving) != u.Sum {
		fields["resolved_entity"] = r.masked(resolving)
	}
	return r.writeError(tx, u, fields)
}

// writeError puts an entity that failed, or did once, into the log.
func (r *run) writeError(tx *dataset.Tx, u *unwritten, fields map[string]any) error {
	if err := r.start(tx); err != nil {
		return err
	}
	all := map[string]any{
		"error_code": codeEntity, "event_time": stamp(r.Clock.Now()), "retry_attempts": u.Attempts,
		"retryable": false, "resolved": false, "dead": false, "entity": r.masked(u.Entity), "resolved_entity": nil,
	}
	maps.Copy(all, fields)
	_, err := r.event(tx, eventWriteError+":"+u.Name, eventWriteError, all)
	return err
}

// masked is an entity for the log.
func (p *Pump) masked(entity []byte) json.RawMessage { return json.RawMessage(p.Mask(string(entity))) }
