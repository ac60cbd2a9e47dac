package fault

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

// strikeRepeatCursor lets a page point back at itself: its next cursor is the
// one it was asked for with. A request without a cursor passes untouched.
func strikeRepeatCursor(c *call) bool {
	cursor := c.cursor()
	return c.rewrite(func(p *rowsPage) bool {
		if cursor == "" {
			return false
		}
		p.next(cursor)
		return true
	})
}

// strikeEmptyPage leaves out all rows of a page and says that there are more:
// at the cursor the page was asked for with, so that who goes on loses nothing.
func strikeEmptyPage(c *call) bool {
	cursor := c.cursor()
	if cursor == "" {
		cursor = "0" // the beginning, for list and search alike
	}
	return c.rewrite(func(p *rowsPage) bool {
		p.rows = nil
		p.next(cursor)
		return true
	})
}

// cursor is the request's after: of the query, or of the JSON body where it may
// be a string or a number. The body stays readable.
func (c *call) cursor() string {
	if c.r.Method != http.MethodPost {
		return c.r.URL.Query().Get("after")
	}
	body, err := io.ReadAll(c.r.Body)
	rest := io.Reader(bytes.NewReader(body))
	if err != nil {
		rest = io.MultiReader(rest, broken{err})
	}
	c.r.Body = io.NopCloser(rest) // net/http closes the body it gave
	var search struct {
		After json.RawMessage `json:"after"`
	}
	if json.Unmarshal(body, &search) != nil || string(search.After) == "null" {
		return ""
	}
	return strings.Trim(string(search.After), `"`)
}

// broken is the end of a body that could not be read.
type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }
