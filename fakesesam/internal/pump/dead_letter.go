package pump

import (
	"errors"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// writeDeadLetter puts a given-up entity into the dataset of dead letters, if the pipe has one.
func (x *execution) writeDeadLetter(tx *dataset.Tx, q *queued) error {
	name := x.Pipe.Pump.WriteRetries.DeadLetters
	if name == "" {
		return nil
	}
	letter, err := q.deadLetter()
	if err == nil {
		_, err = tx.Append(name, letter, nil)
	}
	return err
}

// withdrawDeadLetter deletes the dead letter of an entity of which a version has been written; the deletion has that version,
// if the letter is of another one.
func (x *execution) withdrawDeadLetter(tx *dataset.Tx, q *queued, written []byte) error {
	name := x.Pipe.Pump.WriteRetries.DeadLetters
	v, err := tx.Get(name, q.Name)
	if errors.Is(err, dataset.ErrNoDataset) || err == nil && (v == nil || v.Deleted) {
		return nil
	}
	if err != nil {
		return err
	}
	letter, err := dataset.DecodeObject(v.AppendJSON(nil))
	if err != nil {
		return err
	}
	letter["_deleted"] = true
	if written != nil && (q.Letter || sumOf(written) != q.Sum) {
		if letter["resolved_entity"], err = dataset.DecodeObject(written); err != nil {
			return err
		}
	}
	e, err := dataset.FromMap(letter)
	if err == nil {
		_, err = tx.Append(name, e, nil)
	}
	return err
}

// deadLetter returns the source entity, with an _id and a _deleted that a dataset accepts.
func (q *queued) deadLetter() (dataset.Entity, error) {
	body, err := dataset.DecodeObject(q.Entity)
	if err != nil {
		return dataset.Entity{}, err
	}
	body["_id"] = q.Name
	if _, fits := body["_deleted"].(bool); !fits {
		delete(body, "_deleted")
	}
	return dataset.FromMap(body)
}
