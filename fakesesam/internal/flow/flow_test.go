package flow_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/flow"
)

func boxes(ids ...string) []flow.Box {
	var out []flow.Box
	for _, id := range ids {
		out = append(out, flow.Box{ID: id, Height: 40, In: 20, Out: 20})
	}
	return out
}

func edges(pairs ...string) []flow.Edge {
	var out []flow.Edge
	for _, pair := range pairs {
		out = append(out, flow.Edge{From: pair[:1], To: pair[1:]})
	}
	return out
}

func columns(d flow.Drawing) string {
	text := ""
	for _, box := range d.Boxes {
		text += fmt.Sprint(box.ID, box.Column, " ")
	}
	return text
}

// Everything comes after what it is made of, and a beginning right before what it leads to.
func TestColumns(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		boxes, edges []string
		want         string
		back         []flow.Edge
	}{
		{nil, nil, "", nil},
		{[]string{"a"}, nil, "a0 ", nil},
		{[]string{"a", "b", "c"}, []string{"ab", "bc", "ac"}, "a0 b1 c2 ", nil},
		{[]string{"a", "b", "c", "x"}, []string{"ab", "bc", "xc"}, "a0 b1 c2 x1 ", nil},
		{[]string{"a", "b", "c"}, []string{"ab", "bc", "cb"}, "a0 b1 c2 ", edges("cb")},
		{[]string{"a", "b"}, []string{"ab", "ba"}, "a0 b1 ", edges("ba")},
		{[]string{"a"}, []string{"aa", "ab"}, "a0 ", edges("aa")}, // and there is no b
	} {
		d := flow.Lay(boxes(c.boxes...), edges(c.edges...), 9)
		if got := columns(d); got != c.want || !reflect.DeepEqual(d.Back, c.back) {
			t.Errorf("%v: got %s, back %v; want %s, back %v", c.edges, got, d.Back, c.want, c.back)
		}
	}
}

// A chain is one level line, and what leads past a box does not lead through it.
func TestHeights(t *testing.T) {
	t.Parallel()
	d := flow.Lay(boxes("a", "b", "c"), edges("ab", "bc"), 9)
	for _, curve := range d.Curves {
		if curve.From != 20 || curve.To != 20 || !curve.Arrives {
			t.Errorf("%+v", curve)
		}
	}
	d = flow.Lay(boxes("a", "b", "c"), edges("ab", "bc", "ac"), 9)
	if len(d.Passes) != 1 || len(d.Curves) != 4 {
		t.Fatalf("%+v", d)
	}
	b := d.Boxes[1]
	if at := d.Passes[0].At; at > b.Top && at < b.Top+b.Height {
		t.Errorf("the line at %d passes through the box at %d", at, b.Top)
	}
}

// What would have too many columns is not drawn; what leads back is still known.
func TestTooManyColumns(t *testing.T) {
	t.Parallel()
	d := flow.Lay(boxes("a", "b", "c"), edges("ab", "bc", "ca"), 2)
	if d.Columns != 3 || len(d.Back) != 1 || len(d.Boxes) != 0 || len(d.Curves) != 0 {
		t.Errorf("%+v", d)
	}
}

// Whatever the graph: no two boxes overlap, nothing is above or below the drawing, every line leads to the right, and the same
// graph gives the same drawing.
func TestRandomGraphs(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		chance := rand.New(rand.NewPCG(seed, 1))
		var all []flow.Box
		for i := range chance.IntN(60) {
			height := 20 + chance.IntN(80)
			all = append(all, flow.Box{ID: fmt.Sprint(i), Height: height, In: height / 3, Out: height / 2})
		}
		var links []flow.Edge
		for range len(all) * 2 {
			links = append(links, flow.Edge{From: all[chance.IntN(len(all))].ID, To: all[chance.IntN(len(all))].ID, Side: chance.IntN(3) == 0})
		}
		d := flow.Lay(all, links, 100)
		if again := flow.Lay(all, links, 100); !reflect.DeepEqual(d, again) {
			t.Fatalf("seed %d: another drawing", seed)
		}
		for i, a := range d.Boxes {
			if a.Top < 0 || a.Top+a.Height > d.Height || a.Column < 0 || a.Column >= d.Columns {
				t.Fatalf("seed %d: %+v is outside of %d columns, %d pixels", seed, a, d.Columns, d.Height)
			}
			for _, b := range d.Boxes[:i] {
				if a.Column == b.Column && a.Top < b.Top+b.Height+flow.Gap-1 && b.Top < a.Top+a.Height+flow.Gap-1 {
					t.Fatalf("seed %d: %+v and %+v are too close", seed, a, b)
				}
			}
		}
		for _, curve := range d.Curves {
			if curve.Column < 0 || curve.Column+1 >= d.Columns || curve.From < 0 || curve.To < 0 {
				t.Fatalf("seed %d: %+v", seed, curve)
			}
		}
	}
}

func BenchmarkTwoHundredPipes(b *testing.B) {
	var all []flow.Box
	var links []flow.Edge
	for i := range 200 {
		id := fmt.Sprint(i)
		all = append(all, flow.Box{ID: id, Height: 70, In: 20, Out: 50})
		if i >= 20 {
			links = append(links, flow.Edge{From: fmt.Sprint(i - 20), To: id}, flow.Edge{From: fmt.Sprint(i * 7 % i), To: id, Side: true})
		}
	}
	for b.Loop() {
		flow.Lay(all, links, 100)
	}
}
