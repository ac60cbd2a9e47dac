package association

import "testing"

func TestEachTypeHasItsInverse(t *testing.T) {
	for _, one := range kinds {
		found := false
		for _, other := range kinds {
			found = found || other.name == one.inverse && other.inverse == one.name && other.from == one.to && other.to == one.from
		}
		if !found {
			t.Errorf("%s has no inverse", one.name)
		}
	}
}
