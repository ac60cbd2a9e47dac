package dataset

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"
	"time"
)

func open(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.TempDir(), Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func fill(t *testing.T, s *Store, from, to int, member string) {
	t.Helper()
	err := s.Update(func(tx *Tx) error {
		for i := from; i < to; i++ {
			e := Entity{ID: fmt.Sprintf("%06d", i), Members: []byte(member)}
			if _, err := tx.Append("d", e, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func offsets(t *testing.T, s *Store, q Query) []int64 {
	t.Helper()
	var out []int64
	for v, err := range s.Entities(context.Background(), "d", q) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v.Offset)
	}
	return out
}

// The version at an offset is found, also one that is not the latest, but not one that is held back.
func TestAt(t *testing.T) {
	s := open(t)
	fill(t, s, 0, 2, `"a":1`)
	fill(t, s, 0, 2, `"a":2`)
	if err := s.Update(func(tx *Tx) error { return tx.Hold("d", 3) }); err != nil {
		t.Fatal(err)
	}
	err := s.View(func(tx *Tx) error {
		for offset, want := range map[int64]string{0: `"a":1`, 2: `"a":2`, 3: "", 4: "", -1: ""} {
			v, err := tx.At("d", offset)
			switch {
			case err != nil || (v == nil) != (want == ""):
				t.Errorf("at %d: %v, %v", offset, v, err)
			case v != nil && (string(v.Members) != want || v.Offset != offset):
				t.Errorf("at %d: %+v", offset, v)
			}
		}
		_, err := tx.At("none", 0)
		return err
	})
	if !errors.Is(err, ErrNoDataset) {
		t.Errorf("a dataset that does not exist: %v", err)
	}
}

// A query is read in chunks; nothing may be lost or duplicated where they meet.
func TestQueryAcrossPieces(t *testing.T) {
	s := open(t)
	const n = 3*chunkVersions + 17
	fill(t, s, 0, n, `"a":1`)
	for _, reverse := range []bool{false, true} {
		got := offsets(t, s, Query{Since: 4, Reverse: reverse})
		if len(got) != n-5 {
			t.Fatalf("reverse %v: %d versions, want %d", reverse, len(got), n-5)
		}
		for i, offset := range got {
			want := int64(5 + i)
			if reverse {
				want = int64(n - 1 - i)
			}
			if offset != want {
				t.Fatalf("reverse %v: place %d has offset %d, want %d", reverse, i, offset, want)
			}
		}
	}
}

// With large entities, a chunk ends because of its size.
func TestQueryOfLargeEntities(t *testing.T) {
	s := open(t)
	large := make([]byte, chunkBytes/2)
	for i := range large {
		large[i] = 'x'
	}
	fill(t, s, 0, 9, `"a":"`+string(large)+`"`)
	if got := offsets(t, s, Query{Since: -1}); len(got) != 9 {
		t.Fatalf("%d versions, want 9", len(got))
	}
}

// The dataset may change while a query is read: the query shows what was there when it began, each entity once.
func TestQueryWhileWriting(t *testing.T) {
	for _, reverse := range []bool{false, true} {
		s := open(t)
		const n = 2 * chunkVersions
		fill(t, s, 0, n, `"a":1`)
		seen := map[string]int64{}
		for v, err := range s.Entities(context.Background(), "d", Query{Since: -1, Reverse: reverse}) {
			if err != nil {
				t.Fatal(err)
			}
			if len(seen) == 0 {
				// In the piece that is being read and in the other one, an entity that is new, and one that changes twice.
				fill(t, s, chunkVersions+5, chunkVersions+6, `"a":2`)
				fill(t, s, 3, 4, `"a":2`)
				fill(t, s, 3, 4, `"a":3`)
				fill(t, s, n, n+1, `"a":2`)
			}
			if _, twice := seen[v.ID]; twice {
				t.Fatalf("reverse %v: %s appears twice", reverse, v.ID)
			}
			seen[v.ID] = v.Offset
		}
		if len(seen) != n || seen["001005"] != chunkVersions+5 || seen["000003"] != 3 {
			t.Fatalf("reverse %v: %d entities, want %d; the changed ones are at %d and %d", reverse, len(seen), n, seen["001005"], seen["000003"])
		}
	}
}

// A query can show an earlier moment, and a position outside the dataset is its beginning or its end.
func TestPositionsOfAQuery(t *testing.T) {
	s := open(t)
	fill(t, s, 0, 3, `"a":1`)
	fill(t, s, 1, 2, `"a":2`)
	for _, test := range []struct {
		q    Query
		want string
	}{
		{Query{Since: -1}, "[0 2 3]"},
		{Query{Since: -2}, "[0 2 3]"},
		{Query{Since: math.MinInt64}, "[0 2 3]"},
		{Query{Since: math.MinInt64, Reverse: true}, "[3 2 0]"},
		{Query{Since: 2}, "[3]"},
		{Query{Since: 3}, "[]"},
		{Query{Since: math.MaxInt64}, "[]"},
		{Query{Since: math.MaxInt64, Reverse: true}, "[]"},
		{Query{Since: -1, Until: 3}, "[0 1 2]"},
		{Query{Since: -1, Until: 3, Reverse: true}, "[2 1 0]"},
		{Query{Since: 0, Until: 1}, "[]"},
	} {
		if got := fmt.Sprint(offsets(t, s, test.q)); got != test.want {
			t.Errorf("%+v: %s, want %s", test.q, got, test.want)
		}
	}
}

func TestParseSince(t *testing.T) {
	for text, want := range map[string]int64{
		"0": 0, "17": 17, "-1": -1, "-2": -1, "-99999999999999999999": -1, "9223372036854775807": math.MaxInt64, "99999999999999999999": math.MaxInt64,
	} {
		if got, err := ParseSince(text); got != want || err != nil {
			t.Errorf("%s: %d, %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "abc", "1.0", "1e3", "0x10", " 1", "1_000"} {
		if got, err := ParseSince(text); !errors.Is(err, ErrSince) {
			t.Errorf("%q: %d, %v", text, got, err)
		}
	}
}

func TestQueryEndsWithItsContext(t *testing.T) {
	s := open(t)
	fill(t, s, 0, 2*chunkVersions, `"a":1`)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	n := 0
	var last error
	for _, err := range s.Entities(ctx, "d", Query{Since: -1}) {
		if last = err; err != nil {
			break
		}
		n++
		cancel()
	}
	if !errors.Is(last, context.Canceled) || n != chunkVersions {
		t.Fatalf("%d versions and %v, want %d and canceled", n, last, chunkVersions)
	}
}

func TestNoDataset(t *testing.T) {
	s := open(t)
	for _, err := range s.Entities(context.Background(), "none", Query{Since: -1}) {
		if !errors.Is(err, ErrNoDataset) {
			t.Fatal(err)
		}
	}
	err := s.Update(func(tx *Tx) error { return tx.Delete("none") })
	if !errors.Is(err, ErrNoDataset) {
		t.Fatal(err)
	}
}

func TestOneStoreADirectory(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir, Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if second, err := Open(dir, Options{NoSync: true}); err == nil {
		_ = second.Close()
		t.Fatal("a second store opened the same directory")
	}
}

// What a transaction writes has the time at which it began.
func TestTimeOfATransaction(t *testing.T) {
	now := time.Unix(1000, 0)
	s, err := Open(t.TempDir(), Options{NoSync: true, Now: func() time.Time { now = now.Add(time.Second); return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	fill(t, s, 0, 2, `"a":1`)
	fill(t, s, 2, 4, `"a":1`)
	var times []int64
	for v, err := range s.Entities(context.Background(), "d", Query{Since: -1}) {
		if err != nil {
			t.Fatal(err)
		}
		times = append(times, v.Timestamp)
	}
	if len(times) != 4 || times[0] != times[1] || times[2] != times[3] || times[2] <= times[0] {
		t.Errorf("the times of two transactions of two versions: %v", times)
	}
}

// A join can look for an empty _id, and in a dataset that a run has completed without entities. Nothing is damaged then.
func TestEmptyIDIsFoundNowhere(t *testing.T) {
	s := open(t)
	err := s.Update(func(tx *Tx) error { return tx.SetMeta("d", func(m *Meta) { m.Populated = true }) })
	if err != nil {
		t.Fatal(err)
	}
	for _, state := range []string{"empty", "with an entity"} {
		err := s.View(func(tx *Tx) error {
			v, err := tx.Get("d", "")
			if v != nil {
				t.Errorf("the dataset is %s: found %+v", state, v)
			}
			return err
		})
		if err != nil {
			t.Errorf("the dataset is %s: %v", state, err)
		}
		fill(t, s, 0, 1, `"a":1`)
	}
}
