package docs

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
)

// Link is a link or an image of a document.
type Link struct {
	Line        int
	Destination string
}

// namedFile is a path from the repository's root.
var namedFile = regexp.MustCompile(`^(?:(?:connector|fakehubspot|fakesesam|e2e|tools|docs|examples|\.ci|\.github)/[A-Za-z0-9_./-]+)$`)

// moduleTag is the tag of a module's version, which looks like a file.
var moduleTag = regexp.MustCompile(`^[a-z0-9]+/v[0-9]+\.[0-9]+\.[0-9]+$`)

// NamedFiles returns the files of the repository that the document names in code spans.
func (d *Document) NamedFiles() []Link {
	var files []Link
	walk(d, func(span *ast.CodeSpan) {
		if name := d.plain(span); namedFile.MatchString(name) && !moduleTag.MatchString(name) {
			files = append(files, Link{d.lineOf(span), name})
		}
	})
	return files
}

// Links returns the links and images of the document.
func (d *Document) Links() []Link {
	var links []Link
	walk(d, func(link *ast.Link) { links = append(links, Link{d.lineOf(link), string(link.Destination)}) })
	walk(d, func(image *ast.Image) { links = append(links, Link{d.lineOf(image), string(image.Destination)}) })
	walk(d, func(link *ast.AutoLink) { links = append(links, Link{d.lineOf(link), string(link.URL(d.Text))}) })
	return links
}

// Anchors returns the anchors of the document's headings, as GitHub makes them.
func (d *Document) Anchors() map[string]bool {
	anchors := map[string]bool{}
	times := map[string]int{}
	walk(d, func(heading *ast.Heading) {
		anchor := slug(d.plain(heading))
		if n := times[anchor]; n > 0 {
			anchors[fmt.Sprintf("%s-%d", anchor, n)] = true
		}
		times[anchor]++
		anchors[anchor] = true
	})
	return anchors
}

// slug keeps letters, digits, hyphens and underscores, in lower case, and makes blanks hyphens.
func slug(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			return unicode.ToLower(r)
		default:
			return -1
		}
	}, strings.TrimSpace(heading))
}

// CheckLinks reports the links of documents that lead nowhere, and the files they name that do not exist. Other sites are not asked: their URLs must be complete, and https
// unless they are on this machine.
func CheckLinks(root string, documents ...*Document) error {
	byPath := map[string]*Document{}
	for _, document := range documents {
		byPath[document.Path] = document
	}
	var faults []error
	for _, document := range documents {
		for _, link := range document.Links() {
			if err := check(root, document, link, byPath); err != nil {
				faults = append(faults, fmt.Errorf("%s: %s: %w", document.Place(link.Line), link.Destination, err))
			}
		}
		for _, file := range document.NamedFiles() {
			if _, err := os.Stat(filepath.Join(root, file.Destination)); err != nil {
				faults = append(faults, fmt.Errorf("%s: there is no file %s", document.Place(file.Line), file.Destination))
			}
		}
	}
	return errors.Join(faults...)
}

var thisMachine = regexp.MustCompile(`^(?:localhost|127\.0\.0\.1)$`)

func check(root string, document *Document, link Link, byPath map[string]*Document) error {
	target, err := url.Parse(link.Destination)
	switch {
	case err != nil:
		return err
	case target.Scheme == "https" && target.Host != "", target.Scheme == "http" && thisMachine.MatchString(target.Hostname()):
		return nil
	case target.Scheme != "" || target.Host != "":
		return errors.New("want an https URL, or a path in the repository")
	}
	file := document.Path
	if target.Path != "" {
		file = path.Join(path.Dir(document.Path), target.Path)
	}
	if _, err := os.Stat(filepath.Join(root, file)); byPath[file] == nil && err != nil || strings.HasPrefix(file, "..") {
		return errors.New("there is no such file")
	}
	if target.Fragment == "" {
		return nil
	}
	if other := byPath[file]; other == nil || !other.Anchors()[target.Fragment] {
		return fmt.Errorf("%s has no heading for #%s", file, target.Fragment)
	}
	return nil
}
