package config

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// Limits of a zip: of the number of its files, and of the length of a name.
const (
	maxFiles    = 50_000
	maxFileName = 1000
)

// Stored reads a zip that Zip has written, such as one from the last start of the node. A file that is not a component does
// not make it unreadable: it is kept, and is among the Invalid components. Errors are those of Load.
func Stored(archive []byte, env, secrets map[string]string) (*Set, error) {
	stored, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // nothing is written to these paths
		return nil, fmt.Errorf("%w: the zip: %w", ErrUnreadable, err)
	}
	components := make([]component, 0, len(stored.File))
	for _, entry := range stored.File {
		budget := int64(math.MaxInt32)
		body, err := unpack(entry, &budget)
		if err != nil {
			return nil, fmt.Errorf("%w: the zip: %s: %w", ErrUnreadable, entry.Name, err)
		}
		c, err := newComponent(entry.Name, body)
		if err != nil {
			c = component{file: entry.Name, body: body, fault: err}
		}
		components = append(components, c)
	}
	return build(components, variables{env: env, secrets: secrets})
}

// zipFiles returns the files of a zip that hold components. It is nil for a zip without any file, as Zip writes for an empty
// configuration, such as that of a wiped node; it must be readable again.
func zipFiles(body []byte) ([]file, error) {
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // names are checked below
		return nil, fmt.Errorf("%w: the zip: %w", ErrUnreadable, err)
	}
	if len(archive.File) == 0 {
		return nil, nil
	}
	if len(archive.File) > maxFiles {
		return nil, fmt.Errorf("%w: the zip has %d files, at most %d are allowed", ErrUnreadable, len(archive.File), maxFiles)
	}
	budget := int64(MaxSize)
	files := []file{}
	seen := map[string]bool{}
	for _, entry := range archive.File {
		name, err := entryName(entry)
		if err != nil {
			return nil, err
		}
		if entry.Mode().IsDir() || !isComponent(name) {
			continue
		}
		if !entry.Mode().IsRegular() {
			return nil, fmt.Errorf("%w: the zip: %s is a link or a device, and must be a plain file", ErrUnreadable, name)
		}
		if seen[name] {
			return nil, fmt.Errorf("%w: the zip has %s twice; remove one of them", ErrUnreadable, name)
		}
		seen[name] = true
		files = append(files, file{name, func() ([]byte, error) { return unpack(entry, &budget) }})
	}
	return files, nil
}

// entryName returns the name of a file of a zip, with slashes, and reports one that leaves the zip.
func entryName(entry *zip.File) (string, error) {
	if len(entry.Name) > maxFileName {
		return "", fmt.Errorf("%w: the zip has a file whose name has %d bytes, at most %d are allowed", ErrUnreadable, len(entry.Name), maxFileName)
	}
	name := strings.ReplaceAll(entry.Name, `\`, "/")
	parts := strings.Split(name, "/")
	drive := len(name) > 1 && name[1] == ':'
	if strings.HasPrefix(name, "/") || drive || slices.Contains(parts, "..") || strings.ContainsRune(name, 0) {
		return "", fmt.Errorf("%w: the zip: the name %q must be a path within the zip, such as pipes/contacts%s", ErrUnreadable, entry.Name, extension)
	}
	return strings.TrimPrefix(name, "./"), nil
}

// encrypted is the flag of an encrypted file.
const encrypted = 1

// unpack returns the content of a file. What the zip says about its size may be a lie: the bytes are counted.
func unpack(entry *zip.File, budget *int64) ([]byte, error) {
	if entry.Flags&encrypted != 0 {
		return nil, errors.New("the file is encrypted; write the zip without a password")
	}
	if entry.UncompressedSize64 > uint64(*budget) {
		return nil, errTooLarge
	}
	content, err := entry.Open()
	if err != nil {
		return nil, err
	}
	defer content.Close() //nolint:errcheck // it was only read
	body, err := io.ReadAll(io.LimitReader(content, *budget+1))
	if int64(len(body)) > *budget {
		return nil, errTooLarge
	}
	*budget -= int64(len(body))
	return body, err
}

// errTooLarge is a zip whose files are too large together.
var errTooLarge = fmt.Errorf("%w: the zip unpacks to more than %d bytes", ErrUnreadable, MaxSize)
