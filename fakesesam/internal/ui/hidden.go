package ui

import "regexp"

// userInURL is the user and the password of a URL, wherever in a text it stands.
var userInURL = regexp.MustCompile(`(?i)\b([a-z][a-z0-9+.-]*://)[^\s/?#"'<>]*@`)

// mask hides what no page may show: the node's secrets, and the user and the password that somebody has written into a URL.
func (p *pages) mask(text string) string {
	return userInURL.ReplaceAllString(p.node.Mask(text), "${1}***@")
}
