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

// The name of what waits is read without the entity, whatever the name contains.
func TestNamesOfAQueue(t *testing.T) {
	for _, name := range []string{"", "a", `"`, `\`, `\"`, `a\\",`, "é\u2028<🦆>\n", `","entity":{}`} {
		raw, err := json.Marshal(queued{Name: name, Entity: json.RawMessage(`{"name":"b"}`)})
		if got, ok := nameInQueue(raw); err != nil || !ok || got != name {
			t.Errorf("%s: %q, %v", raw, got, ok)
		}
	}
	for _, raw := range []string{``, `{}`, `{"name":`, `{"name":"a`, `{"name":"a\"`} {
		if name, ok := nameInQueue([]byte(raw)); ok {
			t.Errorf("%s has the name %q", raw, name)
		}
	}
}
