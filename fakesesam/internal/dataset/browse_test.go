package dataset

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// browsable returns what a Browse of everything should return, by the simplest means: from all versions, the oldest first.
func browsable(all []Version, b Browse) []int64 {
	until := int64(len(all))
	if b.Until > 0 && b.Order != ByID {
		until = min(until, b.Until)
	}
	latest := map[string]int64{}
	for _, v := range all[:until] {
		latest[v.ID] = v.Offset
	}
	var wanted []Version
	for _, v := range all[:until] {
		if latest[v.ID] == v.Offset && b.Deleted.has(v.Deleted) && strings.HasPrefix(v.ID, b.Prefix) && (b.Where == nil || b.Where(&v)) {
			wanted = append(wanted, v)
		}
	}
	switch b.Order {
	case Oldest:
	case Newest:
		slices.Reverse(wanted)
	case ByID:
		slices.SortFunc(wanted, func(x, y Version) int { return strings.Compare(x.ID, y.ID) })
	}
	var out []int64
	for _, v := range wanted {
		out = append(out, v.Offset)
	}
	return out
}

func containing(text string) func(*Version) bool {
	return func(v *Version) bool { return bytes.Contains(v.Members, []byte(text)) }
}

// leaves goes from leaf to leaf in one direction.
func leaves(t *rapid.T, s *Store, b Browse) []int64 {
	var out []int64
	for range 1000 {
		leaf, err := s.Browse(context.Background(), "d", b)
		if err != nil {
			t.Fatal(err)
		}
		if len(leaf.Rows) > b.Limit {
			t.Fatalf("%d rows, the limit is %d", len(leaf.Rows), b.Limit)
		}
		var offsets []int64
		for _, row := range leaf.Rows {
			offsets = append(offsets, row.Offset)
		}
		edge := len(leaf.Rows) - 1
		if b.Back {
			edge = 0
			out = append(offsets, out...)
		} else {
			out = append(out, offsets...)
		}
		switch {
		case leaf.More && len(leaf.Rows) == 0 || leaf.More && leaf.Stopped:
			t.Fatalf("there is more, but the leaf is %+v", leaf)
		case leaf.More:
			b.From = &Place{Offset: leaf.Rows[edge].Offset, ID: leaf.Rows[edge].ID}
		case leaf.Stopped:
			b.From = &leaf.Reached
		default:
			return out
		}
	}
	t.Fatal("the leaves have no end")
	return nil
}

// Leaf by leaf, in either direction and with any effort, a reader sees every entity once, as it was at one moment.
func TestBrowseIsLikeTheModel(t *testing.T) {
	s, err := Open(t.TempDir(), Options{NoSync: true, Now: func() time.Time { return time.Unix(1, 0) }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	rapid.Check(t, func(t *rapid.T) {
		if err := s.Update((*Tx).Clear); err != nil {
			t.Fatal(err)
		}
		var all []Version
		for i, e := range rapid.SliceOfN(drawEntity, 1, 40).Draw(t, "entities") {
			e.value += fmt.Sprint(i)
			if err := s.Update(func(tx *Tx) error { _, err := tx.Append("d", entity(e), nil); return err }); err != nil {
				t.Fatal(err)
			}
			all = append(all, Version{Entity: entity(e), Offset: int64(i)})
		}
		b := Browse{
			Order:   Order(rapid.IntRange(0, 2).Draw(t, "order")),
			Until:   int64(rapid.IntRange(0, len(all)+1).Draw(t, "until")),
			Back:    rapid.Bool().Draw(t, "back"),
			Limit:   rapid.IntRange(1, 7).Draw(t, "limit"),
			Deleted: Selection(rapid.IntRange(0, 2).Draw(t, "deleted")),
			Effort:  int64(rapid.SampledFrom([]int{0, 1, 2000, 10_000}).Draw(t, "effort")),
			Largest: 1 << 20,
		}
		if b.Order == ByID {
			b.Prefix = rapid.SampledFrom([]string{"", "a", "1", "dé", "z"}).Draw(t, "prefix")
		}
		if text := rapid.SampledFrom([]string{"", `"x`, "1", "nowhere"}).Draw(t, "contains"); text != "" {
			b.Where = containing(text)
		}
		if held := rapid.IntRange(0, 2*len(all)).Draw(t, "held"); held < len(all) {
			if err := s.Update(func(tx *Tx) error { return tx.Hold("d", int64(held)) }); err != nil {
				t.Fatal(err)
			}
			all = all[:held]
		}
		if diff := cmp.Diff(browsable(all, b), leaves(t, s, b)); diff != "" {
			t.Fatalf("order %d, until %d, from the end: %v, deleted %d, prefix %q: %s", b.Order, b.Until, b.Back, b.Deleted, b.Prefix, diff)
		}
	})
}

// A search that was given up ends at once; one that finds nothing ends after its effort, and says where.
func TestBrowseHasAnEnd(t *testing.T) {
	s, err := Open(t.TempDir(), Options{NoSync: true, Now: func() time.Time { return time.Unix(1, 0) }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	const total = 5000
	err = s.Update(func(tx *Tx) error {
		for i := range total {
			if _, err := tx.Append("d", Entity{ID: fmt.Sprint(i), Members: fmt.Appendf(nil, `"v":%d`, i)}, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	b := Browse{Where: containing("nowhere"), Limit: 10, Effort: 2500 * costOfStep}
	leaf, err := s.Browse(t.Context(), "d", b)
	if err != nil || !leaf.Stopped || leaf.Looked > 2500 || leaf.Looked < 2000 || leaf.Reached.Offset != total-leaf.Looked {
		t.Errorf("%+v, %v", leaf, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if leaf, err := s.Browse(ctx, "d", b); !errors.Is(err, context.Canceled) || leaf.Looked > 0 {
		t.Errorf("%+v, %v", leaf, err)
	}
	// One that is given up on the way looks no further than to the end of its piece.
	ctx, cancel = context.WithCancel(t.Context())
	calls := 0
	b.Where = func(*Version) bool {
		cancel()
		calls++
		return false
	}
	if _, err := s.Browse(ctx, "d", b); !errors.Is(err, context.Canceled) || calls > chunkVersions {
		t.Errorf("%d calls, %v", calls, err)
	}
	if _, err := s.Browse(t.Context(), "none", b); !errors.Is(err, ErrNoDataset) {
		t.Error(err)
	}
	// What is too large to be shown in a list is there without its content.
	leaf, err = s.Browse(t.Context(), "d", Browse{Limit: 1, Largest: 5})
	if err != nil || len(leaf.Rows) != 1 || leaf.Rows[0].Members != nil || leaf.Rows[0].Size != len(`"v":4999`) || !leaf.More {
		t.Errorf("%+v, %v", leaf, err)
	}
}

// The versions of an entity are its own, the newest first, without those that are held back.
func TestVersionsOfOneEntity(t *testing.T) {
	s, err := Open(t.TempDir(), Options{NoSync: true, Now: func() time.Time { return time.Unix(1, 0) }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	const total = 2500 // more than one piece
	var size int64
	err = s.Update(func(tx *Tx) error {
		for i := range total {
			for _, id := range []string{"a", "b"} {
				e := Entity{ID: id, Deleted: i%2 == 1, Members: fmt.Appendf(nil, `"v":%d`, i)}
				size += int64((&Version{Entity: e}).size())
				if _, err := tx.Append("d", e, nil); err != nil {
					return err
				}
			}
		}
		return tx.Hold("d", 2*total-2)
	})
	if err != nil {
		t.Fatal(err)
	}
	n := int64(0)
	for v, err := range s.Versions(t.Context(), "d", "b") {
		i := int64(total) - 2 - n
		if err != nil || v.ID != "b" || v.Offset != 2*i+1 || string(v.Members) != fmt.Sprintf(`"v":%d`, i) {
			t.Fatalf("%+v, %v", v, err)
		}
		n++
	}
	if n != total-1 {
		t.Errorf("%d versions", n)
	}
	marks, more, err := s.Marks(t.Context(), "d", "b", 3)
	want := []Mark{{4997, 1e6, false, 8}, {4995, 1e6, true, 8}, {4993, 1e6, false, 8}}
	if diff := cmp.Diff(want, marks); diff != "" || !more || err != nil {
		t.Errorf("%s %v %v", diff, more, err)
	}
	if marks, more, err = s.Marks(t.Context(), "d", "b", total-1); len(marks) != total-1 || more || err != nil {
		t.Errorf("%d %v %v", len(marks), more, err)
	}
	if marks, more, err = s.Marks(t.Context(), "d", "c", 3); len(marks) > 0 || more || err != nil {
		t.Errorf("%d %v %v", len(marks), more, err)
	}
	if _, _, err = s.Marks(t.Context(), "none", "c", 3); !errors.Is(err, ErrNoDataset) {
		t.Error(err)
	}
	err = s.Update(func(tx *Tx) error {
		if v, err := tx.At("d", 2*total-1); v != nil || err != nil {
			t.Errorf("held back: %v, %v", v, err)
		}
		if v, err := tx.At("d", 2*total-3); v == nil || err != nil || v.ID != "b" {
			t.Errorf("%v, %v", v, err)
		}
		if m, err := tx.Meta("d"); err != nil || m.Bytes != size {
			t.Errorf("%d bytes, want %d; %v", m.Bytes, size, err)
		}
		if _, err := tx.Rollback("d"); err != nil {
			return err
		}
		if m, err := tx.Meta("d"); err != nil || m.Bytes != size-2*(versionHead+1+8) {
			t.Errorf("after the rollback %d bytes, %v", m.Bytes, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The size of a dataset that an earlier program began stays unknown, until it is written anew.
func TestUnknownSize(t *testing.T) {
	s, err := Open(t.TempDir(), Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	size := func(change func(tx *Tx) error) (bytes int64) {
		t.Helper()
		err := s.Update(func(tx *Tx) error {
			if err := change(tx); err != nil {
				return err
			}
			_, err := tx.Append("d", Entity{ID: "a"}, nil)
			if err == nil {
				_, err = tx.AppendEvent("d", Entity{ID: "b"})
			}
			m, metaErr := tx.Meta("d")
			bytes = m.Bytes
			return errors.Join(err, metaErr)
		})
		if err != nil {
			t.Fatal(err)
		}
		return bytes
	}
	each := int64(versionHead + 1)
	if n := size(func(*Tx) error { return nil }); n != 2*each {
		t.Errorf("%d bytes", n)
	}
	if n := size(func(tx *Tx) error { return tx.SetMeta("d", func(m *Meta) { m.Bytes = 0 }) }); n != 0 {
		t.Errorf("%d bytes of a dataset whose size was unknown", n)
	}
	if n := size(func(tx *Tx) error { return tx.Delete("d") }); n != 2*each {
		t.Errorf("%d bytes of a new dataset", n)
	}
}
