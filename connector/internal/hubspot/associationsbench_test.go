package hubspot

import (
	"fmt"
	"strings"
	"testing"
)

// An answer about a thousand records with two links each.
func BenchmarkAssociations(b *testing.B) {
	wanted := map[uint64]int{}
	results := make([]string, 1000)
	for i := range results {
		wanted[uint64(i+1)] = i
		const types = `[{"category":"HUBSPOT_DEFINED","typeId":1,"label":"Primary"},{"category":"HUBSPOT_DEFINED","typeId":279,"label":null}]`
		results[i] = fmt.Sprintf(`{"from":{"id":"%d"},"to":[{"toObjectId":%d,"associationTypes":%s},{"toObjectId":%d,"associationTypes":%s}]}`, i+1, 57000000000+i, types, 58000000000+i, types)
	}
	text := []byte(`{"status":"COMPLETE","results":[` + strings.Join(results, ",") + `]}`)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		a := associations{from: Contacts, wanted: wanted, of: make([]Associated, 1000), accounted: make([]bool, 1000)}
		if err := a.read(text); err != nil {
			b.Fatal(err)
		}
	}
}
