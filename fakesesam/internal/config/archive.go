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
	"strings"
)

// maxUnpacked bounds what a zip may unpack to, in bytes.
const maxUnpacked = 64 << 20

// Parse reads a posted configuration. contentType is the request's own: application/json (a list of components, or
// one component), application/zip (files as in Load), or multipart/form-data with either in the field "file".
//
// Errors are as of Load: *InvalidError with a Set, or one that wraps ErrUnreadable without.
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
		return readZip(body)
	case kind == "", strings.HasSuffix(kind, "json"), kind == "application/octet-stream":
		return readList(body)
	default:
		return nil, fmt.Errorf("%w: content type %q: send application/json, application/zip or multipart/form-data",
			ErrUnreadable, kind)
	}
}

// filePart takes the field "file" out of a multipart form.
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
		if strings.HasPrefix(contentType, "multipart/") {
			return "", nil, fmt.Errorf("%w: the form's field \"file\" is a form again", ErrUnreadable)
		}
		return contentType, part, nil
	}
}

func readZip(body []byte) ([]component, error) {
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return nil, fmt.Errorf("%w: the zip: %w", ErrUnreadable, err)
	}
	var unpacked uint64
	for _, file := range archive.File {
		unpacked += file.UncompressedSize64
	}
	if unpacked > maxUnpacked {
		return nil, fmt.Errorf("%w: the zip unpacks to %d bytes, more than %d", ErrUnreadable, unpacked, maxUnpacked)
	}
	// Zip gives this for a configuration of nothing, as a wiped node has it; what it gives can be read again.
	if len(archive.File) == 0 {
		return nil, nil
	}
	components, err := readFolder(archive)
	if err != nil && !errors.Is(err, ErrUnreadable) {
		err = fmt.Errorf("%w: the zip: %w", ErrUnreadable, err)
	}
	return components, err
}

// readList reads a list of components, or one component.
func readList(body []byte) ([]component, error) {
	decoded, err := decodeJSON("configuration", body)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	if _, ok := decoded.([]any); !ok {
		single, err := newComponent("", body)
		return []component{single}, err
	}
	var bodies []json.RawMessage
	if err := json.Unmarshal(compacted(body), &bodies); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	components := make([]component, 0, len(bodies))
	var faults []error
	for _, item := range bodies {
		c, err := newComponent("", item)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		components = append(components, c)
	}
	return components, errors.Join(faults...)
}
