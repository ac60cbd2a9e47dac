package publish

import (
	"encoding/xml"
	"strings"
)

// IsXMLName tells whether a text can be the name of an XML tag or attribute, a QName: "name" or "prefix:name".
func IsXMLName(text string) bool {
	prefix, local, prefixed := strings.Cut(text, ":")
	if prefixed {
		return isNCName(prefix) && isNCName(local)
	}
	return isNCName(text)
}

// isNCName lets a parser judge: the tables of letters in the standard are long, and it has them.
func isNCName(text string) bool {
	if strings.Contains(text, ":") {
		return false
	}
	token, err := xml.NewDecoder(strings.NewReader("<" + text + "/>")).RawToken()
	start, isTag := token.(xml.StartElement)
	return err == nil && isTag && start.Name.Local == text && len(start.Attr) == 0
}

// IsXMLText tells whether XML can have all characters of a text; most control characters it cannot, not even escaped.
func IsXMLText(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\ufffe' || r == '\uffff'
	})
}
