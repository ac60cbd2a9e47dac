package processes

import (
	"strings"
	"testing"
)

func TestReadyLineIsAnnouncedAndTheRestIsLogged(t *testing.T) {
	ready := make(chan string, 1)
	var rest strings.Builder
	scanOutput(strings.NewReader("hello\nready http://127.0.0.1:5000\nworld\n"), ready, &rest)
	if got := <-ready; got != "http://127.0.0.1:5000" {
		t.Errorf("address is %q", got)
	}
	if rest.String() != "hello\nworld\n" {
		t.Errorf("the rest is %q", rest.String())
	}
}

// If a program ends at once, the error has its output.
func TestProgramThatEndsBeforeItIsReady(t *testing.T) {
	logs := &logBuffer{}
	_, err := start(t.Context(), "go", "go", nil, []string{"no-such-command"}, logs)
	if err == nil || !strings.Contains(err.Error(), "no-such-command") {
		t.Errorf("error is %v, want the program's output in it", err)
	}
}
