package deploy

import "testing"

func TestOutputsAreCompared(t *testing.T) {
	for _, c := range []struct {
		said, got string
		want      bool
	}{
		{"a\nb\n", "a\nb\n", true},
		{"a…\n", "abc\n", true},
		{"…b…\n", "abc\n", true},
		{"a…\n", "abc\nd\n", false},
		{"a.c\n", "abc\n", false},
		{"a\n", "", false},
	} {
		if got := pattern(c.said).MatchString(c.got); got != c.want {
			t.Errorf("%q says %q: %t", c.said, c.got, got)
		}
	}
}

func TestBlocksAreFound(t *testing.T) {
	found, faults := blocksOf("# T\n\n## A\n\n<!-- run by: TestX -->\n```sh\none\n```\n\n<!-- output -->\n```text\n1\n```\n\n" +
		"### B\n<!-- not run: why -->\n```sh\nno\n```\n<!-- run by: TestY -->\n```sh\n# two\n2\n```\n")
	want := []block{
		{6, "A", "TestX", "one\n", "1\n"},
		{21, "B", "TestY", "# two\n2\n", ""},
	}
	if len(faults) > 0 {
		t.Error(faults)
	}
	if len(found) != len(want) {
		t.Fatalf("%d blocks: %+v", len(found), found)
	}
	for i := range want {
		if found[i] != want[i] {
			t.Errorf("%+v, want %+v", found[i], want[i])
		}
	}
}

func TestBlocksThatNobodyRunsAreFaults(t *testing.T) {
	for _, text := range []string{
		"```sh\none\n```\n",
		"<!-- run by: TestX -->\n\n```sh\none\n```\n",
		"<!-- not run: -->\n```sh\none\n```\n",
		"<!-- run by: TestX -->\n```json\n{}\n```\n",
		"<!-- output -->\n```text\none\n```\n",
		"<!-- run by: TestX -->\n```sh\none\n```\n<!-- output -->\n```text\n1\n```\n<!-- output -->\n```text\n2\n```\n",
	} {
		if _, faults := blocksOf(text); len(faults) != 1 {
			t.Errorf("%q: %q", text, faults)
		}
	}
}
