package pump

import (
	"encoding/json"
	"testing"
)

// Whether an entity was given up is read from what follows the entity, whatever the entity contains.
func TestWhatIsGivenUpIsCountedWithoutDecoding(t *testing.T) {
	for _, entity := range []string{`{}`, `{"dead":true}`, `{"sum":"x","dead":true}`, `{"a":"\"sum\":\"\",\"dead\":true"}`} {
		for _, q := range []queued{
			{}, {Dead: true}, {Letter: true}, {Dead: true, Letter: true, Attempts: 3, Most: 5},
		} {
			q.Name, q.Entity, q.Sum = `"dead":true`, json.RawMessage(entity), sumOf([]byte(entity))
			raw, err := json.Marshal(q)
			if err != nil || isDead(raw) != q.Dead {
				t.Errorf("%s: %v, %v", raw, isDead(raw), err)
			}
		}
	}
}
