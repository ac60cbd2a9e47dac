package publish

import (
	"encoding/xml"
	"strings"
)

// IsXMLName reports whether a string can be the name of an XML tag or attribute, a QName: "name" or "prefix:name".
func IsXMLName(text string) bool {
	prefix, local, prefixed := strings.Cut(text, ":")
	if prefixed {
		return isNCName(prefix) && isNCName(local)
	}
	return isNCName(text)
}

// isNCName uses a parser, because it has the long tables of letters of the standard.
func isNCName(text string) bool {
	if strings.Contains(text, ":") {
		return false
	}
	token, err := xml.NewDecoder(strings.NewReader("<" + text + "/>")).RawToken()
	start, isTag := token.(xml.StartElement)
	return err == nil && isTag && start.Name.Local == text && len(start.Attr) == 0
}

// IsXMLText reports whether XML allows all characters of a string; it allows most control characters not even escaped.
func IsXMLText(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\ufffe' || r == '\uffff'
	})
}
