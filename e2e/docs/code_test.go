package docs

import (
	"reflect"
	"testing"
)

func TestCode(t *testing.T) {
	page := Parse("page.md", []byte("a `b c` d\n\n| x |\n|---|\n| `y` |\n\n```sh\none \\\n  --two\nthree\n```\n"))
	want := []Code{{1, "b c"}, {5, "y"}, {8, "one   --two"}, {10, "three"}}
	if got := page.Code(); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}
