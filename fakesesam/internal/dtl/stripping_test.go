package dtl

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWithoutNamespaces(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ source, want string }{
		{`{"_id":"crm:1","_updated":4,"_deleted":false,"crm:name":"Ada"}`, `{"_id":"1","_updated":4,"_deleted":false,"name":"Ada"}`},
		{`{"_id":"crm:urn:x:1"}`, `{"_id":"urn:x:1"}`},
		{`{"_id":"1","name":"a:b"}`, `{"_id":"1","name":"a:b"}`},
		{`{"$ids":["~:crm:1","~:hr:2","crm:3"],"$a:b":1}`, `{"$ids":["~:1","~:2","crm:3"],"$a:b":1}`},
		{
			`{"crm:address":{"crm:street":"x","crm:city":"~:crm:oslo"},"crm:all":[{"_id":"crm:2","crm:a":"~t2026"}]}`,
			`{"address":{"street":"x","city":"~:oslo"},"all":[{"_id":"2","a":"~t2026"}]}`,
		},
		{`{"hr:name":"last","crm:name":"first"}`, `{"name":"last"}`},
		{`{"crm:rdf:type":"~:x:collected","rdf:type":"~:x:added"}`, `{"type":"~:added"}`},
		{`{"visma:rdf:type":"~:x:collected","rdf:type":"~:x:added"}`, `{"type":"~:collected"}`},
		{`{"a:name":"other","name":"own","z:name":"other"}`, `{"name":"own"}`},
		{`{"<foo:tag>":{"<a:b>":1}}`, `{"<foo:tag>":{"<a:b>":1}}`},
		{`{"_id":7}`, `{"_id":7}`},
		{`{"_id":"crm:","crm:":"~:crm:","":"~:1"}`, `{"_id":"crm:","crm:":"~:crm:","":"~:1"}`},
	} {
		source, _ := value(t, c.source).(map[string]any)
		if diff := cmp.Diff(value(t, c.want), any(WithoutNamespaces(source))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.source, diff)
		}
		if diff := cmp.Diff(value(t, c.source), any(source)); diff != "" {
			t.Errorf("%s has changed:\n%s", c.source, diff)
		}
	}
}
