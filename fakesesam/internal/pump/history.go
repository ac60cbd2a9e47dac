package pump

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// runsKept is how many of a pipe's last runs are kept. The execution log has them all, but by default not those that change
// nothing: who looks at a pipe wants to see that it runs.
const runsKept = 50

// Past is a run that has ended, as it is kept for people.
type Past struct {
	// Number counts the pipe's runs, this one included.
	Number int `json:"number"`
	Run
	// Before is the offset before the run; "" for none.
	Before string `json:"offset_before"`
	// First and Last are the offsets of its first and last event in the execution log; Last is -1 if it is not there.
	First int64 `json:"log_first"`
	Last  int64 `json:"log_last"`
	// Batches counts the batches that were written or posted.
	Batches int `json:"batches"`
	// Requests are those that the run sent; nil if it sent none.
	Requests *Traffic `json:"requests,omitempty"`
}

// Keys under which the store keeps the runs; a pipe's ID contains no slash.
func historyPrefix(pipe string) string { return "runs/" + pipe + "/" }

func historyKey(pipe string, number int) string {
	return fmt.Sprintf("%s%02d", historyPrefix(pipe), number%runsKept)
}

// keep stores the run in the place of the one that was first of those kept.
func (x *execution) keep(tx *dataset.Tx, s *State, out *Run, last int64) error {
	number := s.Succeeded + s.Failed
	return tx.SetState(historyKey(x.Pipe.ID, number), Past{
		Number: number, Run: *out, Before: x.before.String(), First: x.started.location, Last: last,
		Batches: x.batches, Requests: x.requests.close(x.traffic, number),
	})
}

// History returns the last runs, the newest first.
func (p *Pump) History(tx *dataset.Tx) ([]Past, error) {
	var out []Past
	for key, raw := range tx.States(historyPrefix(p.Pipe.ID)) {
		var past Past
		if err := json.Unmarshal(raw, &past); err != nil {
			return nil, fmt.Errorf("state %q: %w", key, err)
		}
		out = append(out, past)
	}
	slices.SortFunc(out, func(a, b Past) int { return cmp.Compare(b.Number, a.Number) })
	return out, nil
}

// forget removes the runs that are kept.
func (p *Pump) forget(tx *dataset.Tx) error {
	for number := range runsKept {
		if err := tx.SetState(historyKey(p.Pipe.ID, number), nil); err != nil {
			return err
		}
	}
	return nil
}
