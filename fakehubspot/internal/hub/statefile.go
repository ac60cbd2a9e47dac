package hub

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

// stateFile keeps the account in a file: what an answer tells of is on the disk before the answer leaves, so that a server that
// is killed forgets nothing that anybody has seen.
type stateFile struct {
	path string
	save func(path string) error

	underWay atomic.Int64  // calls that may change something and have not answered yet
	changes  atomic.Uint64 // calls that may have changed something
	saving   sync.Mutex
	saved    atomic.Uint64 // of changes; written under saving
}

// keep saves what next does before its answers leave. writes tells the calls that may change something; the others wait only
// if one of those is not saved yet. If nothing can be saved, refuse answers.
func (f *stateFile) keep(next http.Handler, writes func(*http.Request) bool, refuse func(http.ResponseWriter, error)) http.Handler {
	if f == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k := &keptAnswer{ResponseWriter: w, file: f, refuse: refuse, writes: writes(r)}
		if k.writes {
			f.underWay.Add(1)
			defer k.changed() // it may break off without an answer
		}
		next.ServeHTTP(k, r)
		k.settle()
	})
}

// settle saves the account unless it is saved as it is.
func (f *stateFile) settle() error {
	if f.isSaved() {
		return nil
	}
	f.saving.Lock()
	defer f.saving.Unlock()
	if f.isSaved() { // what somebody else has saved meanwhile covers this call, too
		return nil
	}
	upTo := f.changes.Load()
	if err := f.save(f.path); err != nil {
		return err
	}
	f.saved.Store(upTo)
	return nil
}

// isSaved asks for calls under way first: one that ends in between has counted its change before.
func (f *stateFile) isSaved() bool {
	return f.underWay.Load() == 0 && f.changes.Load() == f.saved.Load()
}

// keptAnswer holds an answer back until the account is saved.
type keptAnswer struct {
	http.ResponseWriter

	file     *stateFile
	refuse   func(http.ResponseWriter, error)
	writes   bool
	counting sync.Once
	settling sync.Once
	unsaved  bool // in which case the answer says so, and nothing else
}

// changed counts the change of a call that writes.
func (k *keptAnswer) changed() {
	if k.writes {
		k.counting.Do(func() {
			k.file.changes.Add(1)
			k.file.underWay.Add(-1)
		})
	}
}

// settle saves the account before the first byte of the answer.
func (k *keptAnswer) settle() {
	k.settling.Do(func() {
		k.changed()
		if err := k.file.settle(); err != nil {
			k.unsaved = true
			k.Header().Del("Content-Length")
			k.refuse(k.ResponseWriter, err)
		}
	})
}

// WriteHeader implements http.ResponseWriter.
func (k *keptAnswer) WriteHeader(status int) {
	if k.settle(); !k.unsaved {
		k.ResponseWriter.WriteHeader(status)
	}
}

// Write implements http.ResponseWriter.
func (k *keptAnswer) Write(text []byte) (int, error) {
	if k.settle(); k.unsaved {
		return len(text), nil
	}
	return k.ResponseWriter.Write(text)
}

// Flush implements http.Flusher, which gin requires by a type assertion.
func (k *keptAnswer) Flush() {
	k.settle()
	_ = http.NewResponseController(k.ResponseWriter).Flush() // without support there is nothing to do
}

// Unwrap lets http.ResponseController reach what it wraps.
func (k *keptAnswer) Unwrap() http.ResponseWriter { return k.ResponseWriter }

// Keep wraps a handler that changes the account with every call but GET, HEAD and OPTIONS, so that what its answers tell of is
// in the state file, if the account has one.
func (h *Hub) Keep(next http.Handler, refuse func(http.ResponseWriter, error)) http.Handler {
	return h.file.keep(next, func(r *http.Request) bool {
		return r.Method != http.MethodGet && r.Method != http.MethodHead && r.Method != http.MethodOptions
	}, refuse)
}

// refuseUnsaved answers in HubSpot's form. Its own failures say less.
func refuseUnsaved(w http.ResponseWriter, err error) { refusal.Unsaved(err.Error()).Write(w) }

// resume goes on from the state file, or makes it if it is not there.
func (h *Hub) resume() error {
	if h.config.StateFile == "" {
		return nil
	}
	h.file = &stateFile{path: h.config.StateFile, save: h.save}
	file, err := os.Open(h.config.StateFile)
	if errors.Is(err, fs.ErrNotExist) {
		return h.save(h.config.StateFile)
	}
	if err != nil {
		return fmt.Errorf("state file: %w", err)
	}
	if err := errors.Join(h.load(file), file.Close()); err != nil {
		return fmt.Errorf("state file %s: %w", h.config.StateFile, err)
	}
	return nil
}

// save replaces a file by an export, all at once: whenever the server ends, there is the old one or the new one.
func (h *Hub) save(path string) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("state file: %w", err)
		}
	}()
	unfinished := path + ".new" // one that a killed server has left is overwritten
	file, err := os.OpenFile(unfinished, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	err = errors.Join(h.export(file, h.config.Real()), file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(unfinished, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(unfinished))
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes sure that a file which was given its name is found under it after a power cut.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
