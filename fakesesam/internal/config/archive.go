package config

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"slices"
	"strings"
	"time"
)

// MaxSize is the largest size of a configuration, packed or unpacked, in bytes.
const MaxSize = 64 << 20

// Parse reads a posted configuration. contentType is that of the request: application/json (a list of components, or one
// component), application/zip (files as in Load), or multipart/form-data with one of these in the field "file".
//
// Errors are those of Load: an *InvalidError with a Set, or an error that wraps ErrUnreadable without one.
func Parse(contentType string, body []byte, env, secrets map[string]string) (*Set, error) {
	components, err := readPosted(contentType, body)
	if err != nil {
		return nil, err
	}
	return build(components, variables{env: env, secrets: secrets})
}

func readPosted(contentType string, body []byte) ([]component, error) {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil && contentType != "" {
		return nil, fmt.Errorf("%w: content type %q: %w", ErrUnreadable, contentType, err)
	}
	switch {
	case kind == "multipart/form-data":
		kind, body, err = filePart(body, params["boundary"])
		if err != nil {
			return nil, err
		}
		return readPosted(kind, body)
	case kind == "application/zip", kind == "application/x-zip-compressed", bytes.HasPrefix(body, []byte("PK")):
		files, err := zipFiles(body)
		if err != nil || files == nil {
			return nil, err
		}
		return readFiles(files)
	case kind == "", strings.HasSuffix(kind, "json"), kind == "application/octet-stream":
		return readList(body)
	default:
		return nil, fmt.Errorf("%w: content type %q: must be application/json, application/zip or multipart/form-data",
			ErrUnreadable, kind)
	}
}

// filePart returns the field "file" of a multipart form.
func filePart(body []byte, boundary string) (contentType string, part []byte, err error) {
	reader := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		field, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return "", nil, fmt.Errorf("%w: the form has no field \"file\"", ErrUnreadable)
		}
		if err != nil {
			return "", nil, fmt.Errorf("%w: the form: %w", ErrUnreadable, err)
		}
		if field.FormName() != "file" {
			continue
		}
		part, err := io.ReadAll(field)
		if err != nil {
			return "", nil, fmt.Errorf("%w: the form: %w", ErrUnreadable, err)
		}
		contentType := field.Header.Get("Content-Type")
		if kind, _, _ := mime.ParseMediaType(contentType); strings.HasPrefix(kind, "multipart/") { // also Multipart/…
			return "", nil, fmt.Errorf("%w: the form's field \"file\" must not be a form itself", ErrUnreadable)
		}
		return contentType, part, nil
	}
}

// Split returns the components of a list, or one component as a list of one; the error wraps ErrUnreadable for a text that
// is not JSON.
func Split(body []byte) ([]json.RawMessage, error) {
	body = fromUTF16(body)
	decoded, err := decodeJSON("configuration", body)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	if _, ok := decoded.([]any); !ok {
		return []json.RawMessage{body}, nil
	}
	var bodies []json.RawMessage
	if err := json.Unmarshal(compacted(body), &bodies); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return bodies, nil
}

// readList reads a list of components, or one component.
func readList(body []byte) ([]component, error) {
	bodies, err := Split(body)
	if err != nil {
		return nil, err
	}
	components := make([]component, 0, len(bodies))
	var failed []error
	for _, item := range bodies {
		c, err := newComponent("", item)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		components = append(components, c)
	}
	return components, errors.Join(failed...)
}

// JSON returns the whole configuration as a list of components sorted by _id, each as it was posted.
func (s *Set) JSON() json.RawMessage {
	originals := make([]json.RawMessage, 0, len(s.components))
	for _, c := range s.sorted() {
		if c.fault != nil { // it may not even be JSON; Zip has it
			continue
		}
		originals = append(originals, compacted(c.body))
	}
	return mustMarshal(originals)
}

// undated is the earliest date that a zip can hold. Without a date, it would hold day 0 of month 0.
var undated = time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC)

// Zip returns the whole configuration as files. Components received as files keep their names and bytes; those received as
// JSON get the name that the command-line client would give them, and indentation. Stored reads it again.
func (s *Set) Zip() ([]byte, error) {
	var archive bytes.Buffer
	writer := zip.NewWriter(&archive)
	for _, c := range s.sorted() {
		file, err := writer.CreateHeader(&zip.FileHeader{Name: c.file, Method: zip.Deflate, Modified: undated})
		if err != nil {
			return nil, fmt.Errorf("zip %s: %w", c.file, err)
		}
		body := c.body
		if c.fault == nil && !bytes.ContainsRune(body, '\n') {
			var indented bytes.Buffer
			if err := json.Indent(&indented, bytes.TrimPrefix(body, []byte(byteOrderMark)), "", "  "); err != nil {
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

// Size returns the size of all components, in bytes.
func (s *Set) Size() int {
	size := 0
	for _, c := range s.components {
		size += len(c.body)
	}
	return size
}

func (s *Set) sorted() []component {
	return slices.SortedFunc(slices.Values(s.components), func(a, b component) int {
		return strings.Compare(a.id, b.id)
	})
}
