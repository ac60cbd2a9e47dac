package node

import (
	"slices"
	"strings"
)

// shortestSecret is the length below which a value is not masked: masking it would mangle ordinary words, and it is too
// short to be a secret.
const shortestSecret = 4

// Mask replaces every secret in a text with asterisks.
func (n *Node) Mask(text string) string {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.mask.Replace(text)
}

// masker replaces the values of secrets, the longest first.
func masker(secrets map[string]string) *strings.Replacer {
	var values []string
	for _, v := range secrets {
		if len(v) >= shortestSecret {
			values = append(values, v)
		}
	}
	slices.SortFunc(values, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, v := range values {
		pairs = append(pairs, v, "***")
	}
	return strings.NewReplacer(pairs...)
}
