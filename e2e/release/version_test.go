package release

import (
	"strings"
	"testing"
)

func TestParseTag(t *testing.T) {
	for tag, want := range map[string]Version{"v1.4.0": "1.4.0", "v0.1.0": "0.1.0", "v1.4.0-rc.1": "1.4.0-rc.1"} {
		if got, err := ParseTag(tag); err != nil || got != want {
			t.Errorf("ParseTag(%q) is %q and %v, want %q", tag, got, err, want)
		}
	}
	for _, tag := range []string{"", "1.4.0", "v1.4", "v1", "v1.4.0+build", "v01.4.0", "connector/v1.4.0", "latest"} {
		if _, err := ParseTag(tag); err == nil || !strings.Contains(err.Error(), "want one such as v1.4.0") {
			t.Errorf("ParseTag(%q) returns the error %v, want one that says what is right", tag, err)
		}
	}
}
