package server

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
)

// Most nodes read nothing before they have sent everything. What such a node, and a large answer, wait for is said.
func TestAnAnswerThatIsNotTaken(t *testing.T) {
	c, _ := gin.CreateTestContext(httptest.NewRecorder())
	c.Writer = untaken{c.Writer}
	answer := &transformed{c: c}
	answer.buf.WriteString("[")
	w := &pushing{run: nothingFailed{}}
	status, why := w.status(answer.flush(), failed{})
	if status != http.StatusBadRequest || !strings.HasPrefix(why, "the answer could not be sent: i/o timeout") || !strings.Contains(why, "send fewer entities at a time") {
		t.Errorf("%d %s", status, why)
	}
}

type untaken struct{ gin.ResponseWriter }

func (untaken) Write([]byte) (int, error) { return 0, errors.New("i/o timeout") }

type nothingFailed struct{ writer }

func (nothingFailed) Failure() error { return nil }
