package writing

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// linkRow is what becomes of the associations of one request. Names in braces stand for the IDs of records.
type linkRow struct {
	name string
	to   string // the query, "" for that of contacts and companies
	send string
	// want has for each entity its status, and then, of a failure, parts of the reason with " … " between them.
	want []string
	// then has what HubSpot has afterwards: the labels of the association of "record record", "-" for the type without one, ""
	// for no association.
	then map[string]string
	// moves means that sending the same again writes again.
	moves bool
}

func TestLinks(t *testing.T) {
	for _, rows := range [][]linkRow{linkEnds, linkTypes, unlinking, linksBack, linksApart, severalLinks} {
		for _, r := range rows {
			t.Run(r.name, r.test)
		}
	}
}

// test sends the associations, and then once more.
func (r linkRow) test(t *testing.T) {
	t.Parallel()
	b := newLinkBed(t)
	b.checkLinks(b.pushLinks(r.to, r.send), r.want)
	if writes := len(b.linkWrites()); r.idle() && writes > 0 {
		t.Errorf("nothing had to be written, but HubSpot was asked to by %d calls", writes)
	}
	for pair, want := range r.then {
		from, to, _ := strings.Cut(pair, " ")
		if got := b.labels(from, to); got != want {
			t.Errorf("%s is %q, want %q", pair, got, want)
		}
	}
	if r.moves {
		return
	}
	b.hub.ResetRequests()
	b.pushLinks(r.to, r.send)
	if writes := b.linkWrites(); len(writes) > 0 && !slices.ContainsFunc(r.want, failed) { // HubSpot alone knows what it refuses
		t.Errorf("sent again, HubSpot was asked to write: %v", writes)
	}
}

// idle reports whether nothing is to be written.
func (r linkRow) idle() bool {
	return !slices.ContainsFunc(r.want, func(want string) bool {
		status, _, _ := strings.Cut(want, " ")
		return status != "unchanged" && status != "ignored"
	})
}

// newLinkBed starts HubSpot and a connector, with records that are associated.
func newLinkBed(t *testing.T) *bed {
	t.Helper()
	b := newBed(t, nil)
	for _, one := range []string{"a", "b", "c", "gone", "m1", "m2"} {
		b.create(one, "contacts", map[string]string{"email": one + "@example.com"})
	}
	for _, one := range []string{"x", "y", "z", "shut"} {
		b.create(one, "companies", map[string]string{"name": one})
	}
	b.create("deal", "deals", map[string]string{"dealname": "Big"})
	b.create("deal2", "deals", map[string]string{"dealname": "Bigger"})
	b.create("item", "line_items", map[string]string{"name": "Part"})
	b.create("item2", "line_items", map[string]string{"name": "Another part"})
	b.create("thing", "products", map[string]string{"name": "Thing"})
	for _, label := range [][2]string{{"Manager", "Managed by"}, {"Owner", "Owned by"}, {"Friend", ""}} {
		_, _, err := b.hub.DefineLabel("contacts", "companies", strings.ToLower(label[0]), label[0], label[1])
		b.must(err)
	}
	b.tie("a", "x", "Primary")
	b.tie("a", "y")
	b.tie("b", "x", "Manager", "Owner")
	b.tie("gone", "x")
	b.tie("item2", "deal")
	b.tie("m2", "y", "Friend")
	b.must(b.hub.Object("contacts").Archive(b.ids["gone"]))
	b.must(b.hub.Object("companies").Archive(b.ids["shut"]))
	merged, err := b.hub.Merge(b.ids["m1"], b.ids["m2"])
	b.must(err)
	b.ids["m"] = merged.ID
	b.hub.ResetRequests()
	return b
}

func (b *bed) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// ref is a record that is known by name.
func (b *bed) ref(name string) fakehubspot.Ref {
	object := "companies"
	switch name {
	case "a", "b", "c", "gone", "m", "m1", "m2":
		object = "contacts"
	case "deal", "deal2":
		object = "deals"
	case "item", "item2":
		object = "line_items"
	}
	return fakehubspot.Ref{Object: object, ID: b.ids[name]}
}

// tie lets HubSpot's users associate two records.
func (b *bed) tie(from, to string, labels ...string) {
	b.t.Helper()
	types := make([]fakehubspot.AssociationType, len(labels))
	for i, label := range labels {
		types[i].Label = label
	}
	b.must(b.hub.Associate(b.ref(from), b.ref(to), types...))
}

// labels are those of the association of two records, "-" for the type without one.
func (b *bed) labels(from, to string) string {
	b.t.Helper()
	found, err := b.hub.Associations(b.ref(from), b.ref(to).Object)
	b.must(err)
	var all []string
	for _, one := range found {
		for _, t := range one.Types {
			if one.To == b.ids[to] {
				all = append(all, cmp.Or(t.Label, "-"))
			}
		}
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func (b *bed) pushLinks(query, body string) answer {
	b.t.Helper()
	return b.push("associations?"+cmp.Or(query, "from=contacts&to=companies"), b.with(body))
}

// linkOps are the calls about associations: "read", "labels", and the writes.
func (b *bed) linkOps() []string {
	var ops []string
	for _, r := range b.hub.Requests(fakehubspot.Filter{Path: "/crm/*"}) {
		if _, op, batch := strings.Cut(r.Path, "/batch/"); strings.Contains(r.Path, "/associations/") && batch {
			ops = append(ops, op)
		} else if strings.HasSuffix(r.Path, "/labels") {
			ops = append(ops, "labels")
		}
	}
	return ops
}

// linkWrites are those of them that write.
func (b *bed) linkWrites() []string {
	return slices.DeleteFunc(b.linkOps(), func(op string) bool { return op == "read" || op == "labels" })
}

// checkLinks compares what the answer says with what is wanted.
func (b *bed) checkLinks(a answer, want []string) {
	b.t.Helper()
	failures, counts := map[int]string{}, map[string]int{}
	for i, one := range want {
		status, _, _ := strings.Cut(one, " ")
		counts[status]++
		if failed(one) {
			failures[i] = b.with(one)
		}
	}
	if len(failures) == 0 {
		for status, n := range counts {
			if a.status != 200 || !strings.Contains(a.body, fmt.Sprintf(`"%s":%d`, status, n)) {
				b.t.Fatalf("answered %d %s, want %v", a.status, a.body, want)
			}
		}
		return
	}
	told := a.failure(b.t)
	if a.status != 400 || told.Failed != len(failures) || len(told.Entities) != len(failures) {
		b.t.Fatalf("answered %d %s, want failures %v", a.status, a.body, failures)
	}
	for _, o := range told.Entities {
		status, reasons, _ := strings.Cut(failures[o.Index], " ")
		for reason := range strings.SplitSeq(reasons, " … ") {
			if o.Status != status || !strings.Contains(o.Error, reason) || o.Error == "" {
				b.t.Errorf("entity %d is %s: %s; want %s", o.Index, o.Status, o.Error, failures[o.Index])
			}
		}
	}
}
