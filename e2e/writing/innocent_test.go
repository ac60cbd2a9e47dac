package writing

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// Beside entities that HubSpot refuses, or accepts without storing all of them, the others are written as if they came alone: none of
// them is blamed, none is lost, and no key gets a second record, whatever HubSpot's quirks.
func TestInnocentAmongTheRefused(t *testing.T) {
	for n := range 80 {
		kind := keyKinds[n%(len(keyKinds)-1)]
		t.Run(fmt.Sprintf("%d %s", n, kind.match), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(2, uint64(n)))
			b := newBed(t, nil, quirksOf(random.IntN(32))...)
			if kind.define != "" {
				b.define(kind.object, kind.match, kind.define, true)
			}
			if err := b.hub.Object("contacts").SetRule("jobtitle", fakehubspot.ValidationRule{Type: "REGEX", Arguments: []string{"[a-z]+"}}); err != nil {
				t.Fatal(err)
			}
			last := map[int]string{} // by value: "" if it is deleted
			var batch []map[string]any
			for i := range 1 + random.IntN(250) {
				value := random.IntN(len(kind.spelt))
				entity := map[string]any{"_id": fmt.Sprint(i), kind.match: kind.spelt[value][random.IntN(len(kind.spelt[value]))], "lastname": fmt.Sprint(i), "jobtitle": "good"}
				switch random.IntN(12) {
				case 0, 1:
					entity["_deleted"] = true
					last[value] = ""
				case 2, 3:
					entity["jobtitle"] = "BAD"
				case 4:
					entity["lifecyclestage"] = []string{"lead", "customer", "subscriber"}[random.IntN(3)]
					fallthrough
				default:
					last[value] = fmt.Sprint(i)
				}
				batch = append(batch, entity)
			}
			body, err := json.Marshal(batch)
			if err != nil {
				t.Fatal(err)
			}
			a := b.push(kind.object+"?match="+kind.match, string(body))
			switch a.status {
			case http.StatusOK:
			case http.StatusBadRequest:
				for _, e := range a.failure(t).Entities {
					bad := batch[e.Index]["jobtitle"] == "BAD" && strings.Contains(e.Error, "REGEX")
					kept := batch[e.Index]["lifecyclestage"] != nil && strings.Contains(e.Error, "without a word")
					if e.Status != "refused" || !bad && !kept {
						t.Errorf("%v: %+v", batch[e.Index], e)
					}
				}
			default:
				t.Fatalf("%s: %d %s", body, a.status, a.body)
			}
			if diff := b.differs(kind.object, "lastname", last); diff != "" {
				t.Errorf("%s\n%s\n%s", body, a.body, diff)
			}
		})
	}
}
