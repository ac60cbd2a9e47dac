package terminal

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/docs"
)

// typed runs the blocks of a document and returns what is wrong with it, "" if nothing is.
func typed(t *testing.T, text string, limit time.Duration) string {
	t.Helper()
	document := docs.Parse("page.md", []byte(text))
	steps, err := document.Steps()
	if err != nil {
		t.Fatal(err)
	}
	terminal, err := Open(t.Context(), Options{Dir: t.TempDir(), Scratch: t.TempDir(), Limit: limit})
	if err != nil {
		t.Fatal(err)
	}
	var wrong strings.Builder
	for _, step := range steps {
		if err := terminal.Do(step); err != nil {
			wrong.WriteString(err.Error())
			break
		}
	}
	if err := terminal.Close(); err != nil {
		wrong.WriteString(err.Error())
	}
	return wrong.String()
}

const (
	long  = time.Minute
	short = 300 * time.Millisecond
)

func TestADocumentThatIsRight(t *testing.T) {
	for name, text := range map[string]string{
		"blocks share a shell":        "```sh\na=1; f() { echo \"f $1\"; }\n```\n\ntext\n\n```sh\ntest $a = 1\nf 2\n```\n<!-- output -->\n```text\nf 2\n```\n",
		"wildcards":                   "```sh\nseq 9; echo at 12:00\n```\n<!-- output -->\n```text\n1\n…\n9\nat …\n```\n",
		"JSON":                        "```sh\necho '{\"a\":{\"id\":7,\"b\":\"x y\"}}'\n```\n<!-- output -->\n```json\n{\n  \"a\": {\"id\": …, \"b\": \"x y\"}\n}\n```\n",
		"console":                     "```console\n$ a=1\n$ echo $a \\\n  2\n1 2\n$ true\n```\n",
		"not run":                     "<!-- not run: it would be wrong -->\n```sh\nfalse\n```\n",
		"until":                       "<!-- run until: ready -->\n```sh\ntrap 'kill $!; echo over; exit 0' INT; sleep 600 & echo ready; wait\n```\n<!-- output -->\n```text\nready\nover\n```\n",
		"ended by the interrupt":      "<!-- run until: ready -->\n```sh\necho ready; sleep 600\n```\n",
		"beside":                      "<!-- run beside: ready -->\n```sh\ntouch here; echo ready; sleep 600\n```\n```sh\ntest -e here\n```\n",
		"nothing to read on the keys": "```sh\ncat\n```\n",
	} {
		t.Run(name, func(t *testing.T) {
			if wrong := typed(t, text, long); wrong != "" {
				t.Error(wrong)
			}
		})
	}
}

func TestADocumentThatIsWrong(t *testing.T) {
	for name, page := range map[string]struct {
		text, want string
		limit      time.Duration
	}{
		"a command fails":      {"# A\n\n```sh\ntrue\nfalse\ntrue\n```\n", "line 5: exit status 1 of: false", long},
		"in a function":        {"```sh\nf() {\n  false\n}\nf\n```\n", "line 3: exit status 1 of: false", long},
		"no such command":      {"```sh\nno-such-command\n```\n", "no-such-command: command not found", long},
		"another output":       {"```sh\necho 1\n```\n<!-- output -->\n```text\n2\n```\n", "what was printed is\n1", long},
		"more output":          {"```sh\nseq 2\n```\n<!-- output -->\n```text\n1\n```\n", "what was printed is\n1\n2", long},
		"another JSON":         {"```sh\necho '{\"a\": \"x  y\"}'\n```\n<!-- output -->\n```json\n{\"a\": \"x y\"}\n```\n", "what was printed is", long},
		"console":              {"```console\n$ echo 1\n2\n```\n", "what was printed is\n1", long},
		"takes too long":       {"```sh\nsleep 600\n```\n", "not finished after", short},
		"never ready":          {"<!-- run beside: ready -->\n```sh\nsleep 600\n```\n", `"ready" was not printed within`, short},
		"ended before":         {"<!-- run until: ready -->\n```sh\necho nothing\n```\n", `ended without having printed "ready"`, long},
		"deaf to interrupts":   {"<!-- run until: ready -->\n```sh\ntrap '' INT; echo ready; sleep 600\n```\n", "still running", short},
		"fails when it ends":   {"<!-- run beside: ready -->\n```sh\ntrap 'kill $!; exit 3' INT; sleep 600 & echo ready; wait\n```\n```sh\ntrue\n```\n", "exit status 3", long},
		"leaves a program":     {"```sh\nsleep 600 &\n```\n", `leave running: ["sleep 600"]`, long},
		"ends the shell":       {"```sh\nexit 0\n```\n", "the shell has ended", long},
		"text that is no JSON": {"```sh\necho no\n```\n<!-- output -->\n```json\n{}\n```\n", "what was printed is\nno", long},
	} {
		t.Run(name, func(t *testing.T) {
			if wrong := typed(t, page.text, page.limit); !strings.Contains(wrong, page.want) {
				t.Errorf("got %q, want %q", wrong, page.want)
			}
		})
	}
}

// An answer that is an error fails, although curl by itself takes it for a success.
func TestCurlFailsWhenTheAnswerIsAnError(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	if wrong := typed(t, "```sh\ncurl "+server.URL+"\n```\n", long); !strings.Contains(wrong, "404 page not found") {
		t.Errorf("got %q", wrong)
	}
}

// In a network of its own, a port is free whoever has it on this machine, and nothing else can be reached.
func TestANetworkOfItsOwn(t *testing.T) {
	if !Apart(t.Context()) {
		t.Skip("this machine does not let a shell have a network of its own")
	}
	terminal, err := Open(t.Context(), Options{Dir: t.TempDir(), Scratch: t.TempDir(), Apart: true, Limit: long})
	if err != nil {
		t.Fatal(err)
	}
	step := docs.Step{Line: 1, Commands: "ip -brief link | cut -d' ' -f1\n", Output: &docs.Expected{Text: "lo"}}
	if err := terminal.Do(step); err != nil {
		t.Error(err)
	}
	if err := terminal.Close(); err != nil {
		t.Error(err)
	}
}
