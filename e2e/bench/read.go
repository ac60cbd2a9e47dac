package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// reading is what was received of one response, and when.
type reading struct {
	took, firstByte time.Duration
	bytes           int64
	entities        int
	first, last     byte // of the body, ignoring white space
}

func (r reading) perSecond(contacts int) float64 { return float64(contacts) / r.took.Seconds() }

// reader reads like the node: uncompressed, and as it arrives.
var reader = &http.Client{Transport: &http.Transport{DisableCompression: true}}

// read reads a response to its end and discards it. It counts the marks in it as entities.
func read(ctx context.Context, address, mark string) (reading, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return reading{}, err
	}
	start := time.Now()
	response, err := reader.Do(request)
	if err != nil {
		return reading{}, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(response.Body, 1000))
		return reading{}, fmt.Errorf("%s: status %d: %s", address, response.StatusCode, text)
	}
	var r reading
	counter := entityCounter{mark: []byte(mark)}
	chunk := make([]byte, 256<<10)
	for {
		n, err := response.Body.Read(chunk)
		if n > 0 {
			if r.bytes == 0 {
				r.firstByte = time.Since(start)
			}
			r.bytes += int64(n)
			counter.write(chunk[:n])
			r.edges(chunk[:n])
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return reading{}, fmt.Errorf("%s: after %d bytes: %w", address, r.bytes, err)
		}
	}
	r.took, r.entities = time.Since(start), counter.count
	return r, nil
}

// edges records the first and the last byte that is not white space.
func (r *reading) edges(chunk []byte) {
	trimmed := bytes.TrimSpace(chunk)
	if len(trimmed) == 0 {
		return
	}
	if r.first == 0 {
		r.first = trimmed[0]
	}
	r.last = trimmed[len(trimmed)-1]
}

// contactsPath is the path of the contacts at a connector.
const contactsPath = "/get_contacts"

// readContacts is readEntities for the contacts of a connector.
func readContacts(ctx context.Context, connector string, since time.Time, want int) (reading, error) {
	return readEntities(ctx, connector+contactsPath, since, want)
}

// readEntities reads entities of a connector and checks that the response is a complete array with this many. A zero since
// reads everything.
func readEntities(ctx context.Context, address string, since time.Time, want int) (reading, error) {
	if !since.IsZero() {
		separator := "?"
		if strings.Contains(address, "?") {
			separator = "&"
		}
		address += separator + "since=" + url.QueryEscape(since.UTC().Format("2006-01-02T15:04:05.000Z"))
	}
	return readMarked(ctx, address, entityMark, want)
}

// readMarked reads a response and checks that it is a complete array with this many marks.
func readMarked(ctx context.Context, address, mark string, want int) (reading, error) {
	r, err := read(ctx, address, mark)
	if err != nil {
		return r, err
	}
	if r.first != '[' || r.last != ']' {
		return r, fmt.Errorf("%s: %d bytes from %q to %q are not an array", address, r.bytes, r.first, r.last)
	}
	if r.entities != want {
		return r, fmt.Errorf("%s: %d entities, want %d", address, r.entities, want)
	}
	return r, nil
}

// entityMark is how every entity that the connector writes begins. In a string,
// its quotes would be escaped.
const entityMark = `{"_id":"`

// entityCounter counts the marks in a body that arrives in pieces.
type entityCounter struct {
	mark  []byte
	count int
	rest  []byte // end of the previous piece, shorter than a mark
}

func (c *entityCounter) write(piece []byte) {
	short := len(c.mark) - 1
	seam := append(c.rest, piece[:min(len(piece), short)]...)
	c.count += bytes.Count(seam, c.mark) + bytes.Count(piece, c.mark)
	if len(piece) >= short {
		seam = piece
	}
	c.rest = append(c.rest[:0], seam[max(0, len(seam)-short):]...)
}
