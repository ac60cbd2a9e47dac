package main

import "strings"

// names is a flag that may be repeated, and takes several names with commas between them.
type names struct {
	all []string
	// replace makes the next Set begin anew: what the environment says does not count beside a flag.
	replace bool
}

// String implements flag.Value.
func (n *names) String() string { return strings.Join(n.all, ",") }

// Set implements flag.Value.
func (n *names) Set(text string) error {
	if n.replace {
		n.all, n.replace = nil, false
	}
	for name := range strings.SplitSeq(text, ",") {
		n.all = append(n.all, strings.TrimSpace(name))
	}
	return nil
}
