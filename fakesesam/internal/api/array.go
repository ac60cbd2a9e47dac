package api

import (
	"bufio"
	"net/http"

	"github.com/gin-gonic/gin"
)

// arrayWriter writes a JSON array one element at a time.
type arrayWriter struct {
	c     *gin.Context
	out   *bufio.Writer
	buf   []byte
	begun bool
}

func newArrayWriter(c *gin.Context) *arrayWriter {
	c.Header("Content-Type", jsonType)
	c.Status(http.StatusOK)
	return &arrayWriter{c: c, out: bufio.NewWriterSize(c.Writer, 64<<10)}
}

// write writes an element. A client that is gone ends the request's context, and with it the query, so errors are ignored.
func (w *arrayWriter) write(element func(dst []byte) []byte) {
	if w.begun {
		w.buf = append(w.buf[:0], ',')
	} else {
		w.buf, w.begun = append(w.buf[:0], '['), true
	}
	w.buf = element(w.buf)
	_, _ = w.out.Write(w.buf) // see write
}

func (w *arrayWriter) close() {
	end := "]"
	if !w.begun {
		end = "[]"
	}
	_, _ = w.out.WriteString(end) // the client is gone
	_ = w.out.Flush()
}

// abort leaves the array unfinished and cuts the connection.
func (w *arrayWriter) abort(a *api, err error) {
	a.log.ErrorContext(w.c.Request.Context(), "a stream was cut", "path", w.c.Request.URL.Path, "error", a.node.Mask(err.Error()))
	panic(http.ErrAbortHandler)
}
