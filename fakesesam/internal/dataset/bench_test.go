package dataset

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// BenchmarkAppend writes 100,000 entities of the size of a contact to an empty dataset, durably, in transactions as large as
// those of a run: in the order of their IDs, as HubSpot lists them, and in any order.
func BenchmarkAppend(b *testing.B) {
	const total, perCommit = 100_000, 8_000
	entities := benchEntities(b, 0, total)
	for _, order := range []string{"ascending", "shuffled"} {
		b.Run(order, func(b *testing.B) {
			if order == "shuffled" {
				rand.New(rand.NewPCG(1, 2)).Shuffle(total, func(i, j int) { entities[i], entities[j] = entities[j], entities[i] })
			}
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				s, err := Open(b.TempDir(), Options{})
				if err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				appendAll(b, s, entities, perCommit)
				b.StopTimer()
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
			b.ReportMetric(float64(total)*float64(b.N)/b.Elapsed().Seconds(), "entities/s")
		})
	}
}

func appendAll(b *testing.B, s *Store, entities []Entity, perCommit int) {
	b.Helper()
	for len(entities) > 0 {
		n := min(perCommit, len(entities))
		err := s.Update(func(tx *Tx) error {
			for _, e := range entities[:n] {
				if _, err := tx.Append("d", e, nil); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		entities = entities[n:]
	}
}

// benchEntities returns n entities, from the first one on, as the pump passes them on: their hash is known.
func benchEntities(b *testing.B, first, n int) []Entity {
	b.Helper()
	out := make([]Entity, n)
	var members []Member
	var memory Memory
	for i := range out {
		members = Split(benchContact(first+i), members)
		var err error
		if out[i], err = FromMembers(members, &memory); err != nil {
			b.Fatal(err)
		}
	}
	return out
}

// benchContact is the text of a contact as the connector returns it.
func benchContact(i int) []byte {
	return fmt.Appendf(nil, `{"_id":"%[1]d","_updated":"2026-01-01T00:00:00.%03[2]dZ","id":"%[1]d","properties":{"createdate":"2025-11-01T10:11:12.345Z",`+
		`"email":"person.%[1]d@example.com","firstname":"Ingrid","hs_object_id":"%[1]d","lastmodifieddate":"2026-01-01T00:00:00.%03[2]dZ",`+
		`"lastname":"Nordmann %[2]d"},"createdAt":"2025-11-01T10:11:12.345Z","updatedAt":"2026-01-01T00:00:00.%03[2]dZ","archived":false,`+
		`"url":"https://app.hubspot.com/contacts/62515/record/0-1/%[1]d"}`, 57_000_000_000+41*i, i%1000)
}

// BenchmarkEntity takes the text of a contact apart and makes an entity of it, as a run does with each.
func BenchmarkEntity(b *testing.B) {
	raw := benchContact(1)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	var members []Member
	var memory Memory
	for b.Loop() {
		members = Split(raw, members)
		var err error
		if _, err = FromMembers(members, &memory); err != nil {
			b.Fatal(err)
		}
		memory.Reset()
	}
}

// BenchmarkBrowse shows leaves of a dataset with 1,000,000 entities, one of which has 10,000 versions.
func BenchmarkBrowse(b *testing.B) {
	const total, versions, perCommit = 1_000_000, 10_000, 8_000
	s, err := Open(b.TempDir(), Options{NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	for done := 0; done < total; done += total / 10 {
		appendAll(b, s, benchEntities(b, done, total/10), perCommit)
	}
	changing := make([]Entity, versions)
	for i := range changing {
		changing[i] = Entity{ID: "changing", Members: fmt.Appendf(nil, `"n":%d`, i)}
	}
	appendAll(b, s, changing, perCommit)
	for _, each := range []struct {
		name   string
		browse Browse
	}{
		{"newest", Browse{}},
		{"oldest", Browse{Order: Oldest}},
		{"last", Browse{Back: true}},
		{"byID", Browse{Order: ByID}},
		{"byIDLast", Browse{Order: ByID, Back: true}},
		{"prefix", Browse{Order: ByID, Prefix: "5700000"}},
		{"earlierMoment", Browse{Until: total + versions/2}},
		{"deletedOnly", Browse{Deleted: DeletedOnly}},
		{"deletedOnlyByID", Browse{Order: ByID, Deleted: DeletedOnly}},
		{"search", Browse{Where: containing("nowhere")}},
		{"searchByID", Browse{Order: ByID, Where: containing("nowhere")}},
		{"searchMany", Browse{Where: containing("Ingrid")}},
	} {
		b.Run(each.name, func(b *testing.B) {
			each.browse.Limit, each.browse.Largest, each.browse.Effort = 50, 64<<10, 64<<20
			var leaf Leaf
			for b.Loop() {
				if leaf, err = s.Browse(b.Context(), "d", each.browse); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(leaf.Looked), "looked")
			b.ReportMetric(float64(len(leaf.Rows)), "rows")
		})
	}
	b.Run("versions", func(b *testing.B) {
		for b.Loop() {
			if marks, _, err := s.Marks(b.Context(), "d", "changing", versions); err != nil || len(marks) != versions {
				b.Fatal(len(marks), err)
			}
		}
	})
}
