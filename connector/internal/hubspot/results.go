package hubspot

import "github.com/hubspot-to-sesam/testbed/connector/internal/said"

// resultsMembers are the members of a list of definitions that matter.
var resultsMembers = []string{"results", "status", "numErrors", "errors"}

// readResults passes the elements of a whole list of definitions to element, which goes on after each. what names them in an
// error. They are found one by one: a list that is decoded as a whole takes many times its size.
func readResults(body []byte, mask *said.Mask, what said.Text, element func(*walk) error) error {
	var reported reported
	found := false
	err := readAnswer(body, mask, resultsMembers, func(w *walk, name []byte) error {
		if string(name) != "results" {
			return reported.member(w, name)
		}
		if w.kind() != '[' {
			w.value()
			return nil
		}
		found = true
		for more := w.openArray(); more; more = w.nextElement() {
			if err := element(w); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := wholeBody(&reported, body, mask); err != nil {
		return err
	}
	if !found {
		return contractError(said.Words("the answer is not a list of %s: it begins with %s", what, mask.Start(body)))
	}
	return nil
}
