package ui

import (
	"strings"
	"testing"
	"time"
)

func TestShort(t *testing.T) {
	for duration, want := range map[time.Duration]string{
		0: "0s", 10 * time.Second: "10s", time.Minute: "1m", 10 * time.Minute: "10m", time.Hour: "1h", 20 * time.Hour: "20h",
		90 * time.Minute: "1h30m", time.Hour + 10*time.Second: "1h0m10s", 100 * time.Millisecond: "100ms", 90 * time.Second: "1m30s",
	} {
		if got := short(duration); got != want {
			t.Errorf("%s is %s, want %s", duration, got, want)
		}
	}
}

// Words are broken after the signs that divide them, and whatever they hold is text.
func TestBroken(t *testing.T) {
	for text, want := range map[string]string{
		"":                  "",
		"word":              "word",
		"kim.b@example.com": "kim.<wbr>b@<wbr>example.<wbr>com",
		"hs_object_id":      "hs_<wbr>object_<wbr>id",
		"https://x/":        "https:/<wbr>/<wbr>x/",
		"/crm/v3":           "/crm/<wbr>v3",
		"<b>.&\"'<wbr>é/🦊":  "&lt;b&gt;.<wbr>&amp;&#34;&#39;&lt;wbr&gt;é/<wbr>🦊",
		"a\xff.\x00b":       "a\xff.<wbr>\uFFFDb",
	} {
		if got := string(broken(text)); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	long := strings.Repeat("<.", mostBroken)
	if got := string(broken(long)); got != strings.Repeat("&lt;.", mostBroken) {
		t.Errorf("a long text is %.50q…", got)
	}
}
