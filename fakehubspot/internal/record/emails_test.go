package record_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// A contact is looked up by its own and its additional e-mail addresses, all in lower case.
func TestEmails(t *testing.T) {
	for _, one := range []struct {
		email, additional string
		want              []string
	}{
		{"a@x.no", "b@x.no;C@x.no", []string{"a@x.no", "b@x.no", "c@x.no"}},
		{"a@x.no", "", []string{"a@x.no"}},
		{"", "b@x.no;", []string{"b@x.no"}},
		{"", "", nil},
	} {
		r := record.Record{Values: record.Pack(map[schema.Key]string{schema.KeyEmail: one.email, schema.KeyAdditionalEmails: one.additional})}
		if diff := cmp.Diff(one.want, r.Emails()); diff != "" {
			t.Error(diff)
		}
	}
}
