package dataset

import (
	"fmt"
	"testing"
)

// States returns exactly the states whose keys begin with a prefix, sorted by key.
func TestStatesOfAPrefix(t *testing.T) {
	s, err := Open(t.TempDir(), Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	err = s.Update(func(tx *Tx) error {
		for i, key := range []string{"a/2", "a/10", "a", "b/1", "a0"} {
			if err := tx.SetState(key, i); err != nil {
				return err
			}
		}
		return tx.SetState("a/10", nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	err = s.View(func(tx *Tx) error {
		for key, value := range tx.States("a/") {
			got += fmt.Sprintf("%s=%s ", key, value)
		}
		for key := range tx.States("") {
			got += key + " "
			break
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got != "a/2=0 a " {
		t.Error(got)
	}
}
