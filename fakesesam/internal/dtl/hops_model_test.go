package dtl

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Joins find what trying all combinations finds, whatever the order of the datasets and of the conditions.
func TestHopsAreLikeTryingAll(t *testing.T) {
	t.Parallel()
	scalar := rapid.SampledFrom([]any{nil, json.Number("1"), json.Number("1.0"), json.Number("2"), "1", "2"})
	property := rapid.OneOf(scalar, rapid.Map(rapid.SliceOfN(scalar, 0, 2), func(list []any) any { return list }))
	entities := func(t *rapid.T, name string) map[string]map[string]any {
		found := map[string]map[string]any{}
		for i := range rapid.IntRange(0, 4).Draw(t, name) {
			id := fmt.Sprint(i)
			found[id] = map[string]any{"_id": id, "x": property.Draw(t, "x"), "y": property.Draw(t, "y")}
		}
		return found
	}
	rapid.Check(t, func(t *rapid.T) {
		store := memory{"a": entities(t, "a"), "b": entities(t, "b")}
		source := map[string]any{"_id": "1", "x": property.Draw(t, "x"), "y": property.Draw(t, "y")}
		sides := rapid.SampledFrom([]string{"_S._id", "_S.x", "_S.y", "p._id", "p.x", "p.y", "q._id", "q.x", "q.y"})
		where := [][3]string{{"eq", "_S.x", "p." + rapid.SampledFrom([]string{"x", "_id"}).Draw(t, "p")}, {"eq", "p.y", "q." + rapid.SampledFrom([]string{"y", "_id"}).Draw(t, "q")}}
		for range rapid.IntRange(0, 2).Draw(t, "more") {
			more := [3]string{"eq", sides.Draw(t, "left"), sides.Draw(t, "right")}
			if more[1][:1] != more[2][:1] {
				where = append(where, more)
			}
		}
		shuffled := rapid.Permutation(where).Draw(t, "where")
		for i := range shuffled {
			if rapid.Bool().Draw(t, "turned") {
				shuffled[i][1], shuffled[i][2] = shuffled[i][2], shuffled[i][1]
			}
		}
		conditions, err := json.Marshal(shuffled)
		if err != nil {
			t.Fatal(err)
		}
		datasets := rapid.Permutation([]string{`"a p"`, `"b q"`}).Draw(t, "datasets")
		call := `["hops",{"datasets":[` + strings.Join(datasets, ",") + `],"where":` + string(conditions) + `,"return":["concat","p._id","-","q._id"]}]`
		program, err := Compile([]byte(rules(`["add","got",`+call+`]`)), Options{})
		if err != nil {
			t.Fatalf("%s: %v", call, err)
		}
		env := testEnv
		env.Datasets = NewDatasets(store)
		result, err := program.Apply(t.Context(), env, source)
		if err != nil {
			t.Fatalf("%s: %v", call, err)
		}
		got, _ := result.Target["got"].([]any)
		want := []any{}
		e := &evaluation{ctx: t.Context(), env: env}
		for _, p := range store["a"] {
			for _, q := range store["b"] {
				row := map[string]map[string]any{"_S": source, "p": p, "q": q}
				if !slices.ContainsFunc(where, func(condition [3]string) bool { return !overlapping(e, row, condition) }) {
					want = append(want, fmt.Sprint(p["_id"], "-", q["_id"]))
				}
			}
		}
		if diff := cmp.Diff(e.sorted(want, itself, 1), e.sorted(got, itself, 1)); diff != "" {
			t.Fatalf("%s of %v with %v (-want +got):\n%s", call, source, store, diff)
		}
	})
}

// overlapping compares each value of one side of a condition with each of the other.
func overlapping(e *evaluation, row map[string]map[string]any, condition [3]string) bool {
	values := func(side string) []any {
		variable, property, _ := strings.Cut(side, ".")
		return listOf(row[variable][property])
	}
	for _, a := range values(condition[1]) {
		for _, b := range values(condition[2]) {
			if a != nil && b != nil && rank(a) == rank(b) && e.equal(a, b) {
				return true
			}
		}
	}
	return false
}
