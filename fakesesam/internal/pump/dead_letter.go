package pump

import "github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"

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
