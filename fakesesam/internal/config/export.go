package config

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// JSON is the whole configuration as a list of components by _id, each as it was posted.
func (s *Set) JSON() json.RawMessage {
	originals := make([]json.RawMessage, 0, len(s.components))
	for _, c := range s.sorted() {
		originals = append(originals, compacted(c.body))
	}
	return mustMarshal(originals)
}

// undated is the first day that a zip can tell; without one it would tell the 0th of month 0.
var undated = time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC)

// Zip is the whole configuration as files. What came as files keeps its names and bytes; what came as JSON gets the
// name the command-line client would give it, and an indent.
func (s *Set) Zip() ([]byte, error) {
	var archive bytes.Buffer
	writer := zip.NewWriter(&archive)
	for _, c := range s.sorted() {
		file, err := writer.CreateHeader(&zip.FileHeader{Name: c.file, Method: zip.Deflate, Modified: undated})
		if err != nil {
			return nil, fmt.Errorf("zip %s: %w", c.file, err)
		}
		body := c.body
		if !bytes.ContainsRune(body, '\n') {
			var indented bytes.Buffer
			if err := json.Indent(&indented, body, "", "  "); err != nil {
				return nil, fmt.Errorf("zip %s: %w", c.file, err)
			}
			body = append(indented.Bytes(), '\n')
		}
		if _, err := file.Write(body); err != nil {
			return nil, fmt.Errorf("zip %s: %w", c.file, err)
		}
	}
	if err := writer.Close(); err != nil {
		return nil, fmt.Errorf("zip: %w", err)
	}
	return archive.Bytes(), nil
}

func (s *Set) sorted() []component {
	return slices.SortedFunc(slices.Values(s.components), func(a, b component) int {
		return strings.Compare(a.id, b.id)
	})
}
