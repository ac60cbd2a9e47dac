package dataset

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// storeFile returns the bytes of a file with some datasets and states.
func storeFile(t *testing.T) []byte {
	t.Helper()
	dir := t.TempDir()
	s, err := Open(dir, Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	for round := range 3 {
		err := s.Update(func(tx *Tx) error {
			for i := range 200 {
				for _, name := range []string{"d", "other", fmt.Sprintf("small%d", i%7)} {
					members := fmt.Sprintf(`"a":{"b":["%s\\n",%d]}`, strings.Repeat("x", i), round*i)
					if _, err := tx.Append(name, Entity{ID: fmt.Sprint(i), Members: []byte(members)}, nil); err != nil {
						return err
					}
				}
			}
			if _, err := tx.Append("d", Entity{ID: "large", Members: []byte(`"a":"` + strings.Repeat("y", 20_000+round) + `"`)}, nil); err != nil {
				return err
			}
			return tx.SetState("pump/x", map[string]int{"offset": round})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// use opens a file with a given content and does everything that a node does with a store.
func use(t *testing.T, content []byte) error {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, FileName), content, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(dir, Options{NoSync: true})
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	var names []string
	errs := []error{s.View(func(tx *Tx) error {
		names = tx.Names()
		for range tx.States("") {
		}
		_, err := tx.State("pump/x", &map[string]int{})
		return err
	})}
	for _, name := range names {
		for _, q := range []Query{{Since: -1}, {Since: -1, History: true, Deleted: true}, {Since: -1, Reverse: true}} {
			for v, err := range s.Entities(context.Background(), name, q) {
				if err != nil {
					errs = append(errs, err)
					break
				}
				Split(append(append([]byte{'{'}, v.Members...), '}'), nil)
			}
		}
		errs = append(errs, s.Update(func(tx *Tx) error {
			seen := NewTracker(1 << 20)
			for i := range 10 {
				if _, err := tx.Append(name, Entity{ID: fmt.Sprint(i * 20), Members: []byte(`"new":1`)}, seen); err != nil {
					return err
				}
			}
			_, _, err := tx.Sweep(name, seen, "", 1000, true)
			return err
		}), s.Update(func(tx *Tx) error {
			if err := tx.Hold(name, 5); err != nil {
				return err
			}
			_, err := tx.Rollback(name)
			return err
		}), s.Update(func(tx *Tx) error { return tx.Delete(name) }))
	}
	return errors.Join(errs...)
}

// A file that is cut or changed anywhere is an error that names it and says what to do, or does no harm: nothing ends the
// program. Without the check of the file this test does not fail, it dies.
func TestDamagedFiles(t *testing.T) {
	whole := storeFile(t)
	if err := use(t, whole); err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	told := 0
	try := func(what string, content []byte) {
		t.Helper()
		err := use(t, content)
		if err == nil {
			return
		}
		told++
		if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), FileName+" is damaged: ") || !strings.Contains(err.Error(), "restore a copy of the file") {
			t.Errorf("%s: %v", what, err)
		}
	}
	for range 200 {
		changed := append([]byte(nil), whole...)
		at := random.IntN(len(changed))
		changed[at] ^= 1 << random.IntN(8)
		try(fmt.Sprintf("a bit at %d", at), changed)
	}
	for range 30 {
		size := random.IntN(len(whole))
		try(fmt.Sprintf("the first %d bytes", size), whole[:size])
	}
	for range 30 {
		changed := append([]byte(nil), whole...)
		at := random.IntN(len(changed) - 4096)
		clear(changed[at : at+4096])
		try(fmt.Sprintf("zeros at %d", at), changed)
	}
	if told < 60 {
		t.Errorf("only %d of 260 files were found to be damaged", told)
	}
}

func TestUnusableFiles(t *testing.T) {
	for what, content := range map[string]string{"empty": "", "text": "not a database", "long text": strings.Repeat("not a database", 2000)} {
		if err := use(t, []byte(content)); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), FileName) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// Someone who opens a directory that is in use is told so, and the store in use is not disturbed.
func TestDirectoryInUse(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir, Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if _, err := Open(dir, Options{NoSync: true}); err == nil || !strings.Contains(err.Error(), "in use by another node") || errors.Is(err, ErrDamaged) {
		t.Error(err)
	}
	if err := s.Update(func(tx *Tx) error { return tx.SetState("a", 1) }); err != nil {
		t.Error(err)
	}
}

// A full disk is told from other failures of the store, and from errors of what was to be stored. Afterwards the store works
// as before.
func TestFullDisk(t *testing.T) {
	var failure error
	s, err := Open(t.TempDir(), Options{NoSync: true, Fault: func(string) error { return failure }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	fill(t, s, 0, 10, `"a":1`)
	put := func() error {
		return s.Update(func(tx *Tx) error {
			_, err := tx.Append("d", Entity{ID: "x"}, nil)
			return err
		})
	}
	for _, test := range []struct {
		failure     error
		full, store bool
	}{
		{&os.PathError{Op: "write", Path: "f", Err: syscall.ENOSPC}, true, true},
		{errors.New("file resize error: " + syscall.EDQUOT.Error()), true, true},
		{syscall.EFBIG, true, true},
		{syscall.EIO, false, true},
	} {
		failure = test.failure
		err := put()
		if errors.Is(err, ErrFull) != test.full || errors.Is(err, ErrStore) != test.store || !strings.Contains(err.Error(), "nothing was stored") || !strings.Contains(err.Error(), FileName) {
			t.Errorf("%v: %v", test.failure, err)
		}
		if got := offsets(t, s, Query{Since: -1}); len(got) != 10 {
			t.Errorf("%v: %d entities can be read", test.failure, len(got))
		}
	}
	failure = nil
	if err := put(); err != nil {
		t.Error(err)
	}
	if err := s.Update(func(*Tx) error { return syscall.EIO }); errors.Is(err, ErrStore) {
		t.Errorf("an error of the caller: %v", err)
	}
}
