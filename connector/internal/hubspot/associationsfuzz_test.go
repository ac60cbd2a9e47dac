package hubspot

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Whatever answer is accepted, each record is accounted for once, and its links are those that a general reader of JSON finds.
func FuzzAssociations(f *testing.F) {
	const none = `{"category":"OBJECT_NOT_FOUND","subCategory":"crm.associations.NO_ASSOCIATIONS_FOUND","context":{"fromObjectId":["2"]}}`
	f.Add([]byte(`{"results":[{"from":{"id":"1"},"to":[{"toObjectId":3,"associationTypes":[{"category":"A","typeId":1,"label":null}]}]}],"errors":[` + none + `]}`))
	f.Add([]byte(`{"results":[{"to":[{"associationTypes":[{"label":"x","typeId":"2","category":"B"},{"typeId":1,"category":"A"}],"toObjectId":"5"}],"from":{"id":1},"paging":{"next":{"after":"a"}}}],"errors":[` + none + `]}`))
	f.Add([]byte(`{"results":[],"errors":[` + strings.Replace(none, `"2"`, `"1",2`, 1) + `]}`))
	f.Add([]byte(`{"results":[{"from":{"id":"1"},"to":[]},{"from":{"id":"2"},"to":[],"paging":null}],"numErrors":0}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		a := associations{from: Contacts, wanted: map[uint64]int{1: 0, 2: 1}, of: make([]Associated, 2), accounted: make([]bool, 2)}
		if a.read(body) != nil {
			return
		}
		var answer struct {
			Results []struct {
				From struct {
					ID jsontext.Value `json:"id"`
				} `json:"from"`
				To []struct {
					ID    jsontext.Value `json:"toObjectId"`
					Types []any          `json:"associationTypes"`
				} `json:"to"`
			} `json:"results"`
		}
		if err := json.Unmarshal(body, &answer, jsontext.AllowInvalidUTF8(true)); err != nil {
			if duplicate := strings.Contains(err.Error(), "duplicate"); !duplicate {
				t.Fatalf("accepted %s: %v", body, err)
			}
			return // which of two members counts is nobody's business
		}
		told := map[string]string{}
		for _, result := range answer.Results {
			for _, to := range result.To {
				told[digitsOf(result.From.ID)] += fmt.Sprintf("%s,", digitsOf(to.ID))
			}
		}
		for id, i := range a.wanted {
			got := ""
			for _, link := range a.of[i].Links {
				got += fmt.Sprintf("%d,", link.To)
				if err := judge(link.Types.JSON(), nil); err != nil {
					t.Fatalf("types %s", link.Types.JSON())
				}
			}
			if a.of[i].Absent == a.accounted[i] {
				t.Fatalf("%d is absent and told of, or neither: %s", id, body)
			}
			if want := told[fmt.Sprint(id)]; got != want {
				t.Fatalf("%d has %s, want %s: %s", id, got, want, body)
			}
		}
	})
}

// digitsOf returns an ID that is a text or a number.
func digitsOf(raw jsontext.Value) string { return strings.TrimLeft(text(raw), "0") }
