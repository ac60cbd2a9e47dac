package pump

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// unwritten is a source entity that could not be transformed or written. It is kept until it can be; when it has been
// given up it is kept to be known again. The execution log says the same for people, with secrets taken out.
type unwritten struct {
	// Name is the entity's _id, or stands for one that has none.
	Name string `json:"name"`
	// Entity is as the source gave it, Sum a hash of that: it tells one version from another.
	Entity json.RawMessage `json:"entity"`
	Sum    string          `json:"sum"`
	// Attempts counts the retries, none of which succeeded.
	Attempts int `json:"attempts"`
	// Dead tells that the entity was given up.
	Dead bool `json:"dead,omitempty"`
}

func sumOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16])
}

// Keys of the states that hold what is unwritten: a pipe's id has no slash in it.
func retryPrefix(pipe string) string    { return "retry/" + pipe + "/" }
func retryKey(pipe, name string) string { return retryPrefix(pipe) + sumOf([]byte(name)) }

// queued lists what could not be written, in the order of the names.
func (p *Pump) queued(tx *dataset.Tx) ([]unwritten, error) {
	var all []unwritten
	for _, raw := range tx.States(retryPrefix(p.Pipe.ID)) {
		var u unwritten
		if err := json.Unmarshal(raw, &u); err != nil {
			return nil, err
		}
		all = append(all, u)
	}
	slices.SortFunc(all, func(a, b unwritten) int { return cmp.Compare(a.Name, b.Name) })
	return all, nil
}

// forget takes an entity out of the queue.
func (p *Pump) forget(tx *dataset.Tx, name string) error {
	return tx.SetState(retryKey(p.Pipe.ID, name), nil)
}

// discard empties the queue.
func (p *Pump) discard(tx *dataset.Tx) error {
	all, err := p.queued(tx)
	if err != nil {
		return err
	}
	for _, u := range all {
		if err := p.forget(tx, u.Name); err != nil {
			return err
		}
	}
	return nil
}

// counts gives how many entities wait for another try, and how many were given up, without reading them whole.
func (p *Pump) counts(tx *dataset.Tx) (waiting, dead int, err error) {
	for _, raw := range tx.States(retryPrefix(p.Pipe.ID)) {
		var u struct {
			Dead bool `json:"dead"`
		}
		if err := json.Unmarshal(raw, &u); err != nil {
			return 0, 0, err
		}
		if u.Dead {
			dead++
		} else {
			waiting++
		}
	}
	return waiting, dead, nil
}

// letter is what the dataset of dead letters gets: the source entity, made fit for a dataset where it is not.
func (u *unwritten) letter() (dataset.Entity, error) {
	body, err := decoded(u.Entity)
	if err != nil {
		return dataset.Entity{}, err
	}
	body["_id"] = u.Name
	if _, fits := body["_deleted"].(bool); !fits {
		delete(body, "_deleted")
	}
	return dataset.FromMap(body)
}
