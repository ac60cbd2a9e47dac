package fault

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

// strikeRepeatCursor makes a page point back at itself: its next cursor is the cursor of the request. A request without a
// cursor passes unchanged.
func strikeRepeatCursor(c *call) bool {
	after := c.cursor()
	return c.rewrite(func(p *resultPage) bool {
		place, ok := p.listing.place(c.r.URL.Query(), after)
		if ok {
			p.listing.next(p, place)
		}
		return ok
	})
}

// strikeEmptyPage leaves out all results of a page and says that there are more, at the cursor of the request, so that a
// client that goes on misses nothing.
func strikeEmptyPage(c *call) bool {
	after := c.cursor()
	return c.rewrite(func(p *resultPage) bool {
		p.results = nil
		place, _ := p.listing.place(c.r.URL.Query(), after)
		p.listing.next(p, place)
		return true
	})
}

// maxCursorBody is how much of a body is read for its cursor; no search is longer.
const maxCursorBody = 1 << 20

// cursor returns the request's "after", from the query or from the JSON body, where it may be a string or a number. The
// body stays readable.
func (c *call) cursor() string {
	if c.r.Method != http.MethodPost {
		return c.r.URL.Query().Get("after")
	}
	body, err := io.ReadAll(io.LimitReader(c.r.Body, maxCursorBody)) // one that is cut is no JSON and has no cursor
	rest := io.Reader(c.r.Body)
	if err != nil {
		rest = broken{err}
	}
	c.r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), rest)) // net/http closes the body it gave
	var search struct {
		After json.RawMessage `json:"after"`
	}
	if json.Unmarshal(body, &search) != nil || string(search.After) == "null" {
		return ""
	}
	return strings.Trim(string(search.After), `"`)
}

// broken ends a body that could not be read with the error.
type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }
