package dataset

import (
	"errors"
	"fmt"
	"strings"
	"syscall"

	bberrors "go.etcd.io/bbolt/errors"
)

var (
	// ErrNoDataset means that the dataset does not exist.
	ErrNoDataset = errors.New("not found")
	// ErrClosed means that the store has been closed.
	ErrClosed = errors.New("the store is closed")
	// ErrStore means that the store itself failed: what was to be stored is not at fault, and nothing of it is stored.
	ErrStore = errors.New("the store failed")
	// ErrFull is an ErrStore: there is no space left.
	ErrFull = errors.New("the disk is full")
	// ErrDamaged is an ErrStore: the file is not what the store has written.
	ErrDamaged = errors.New("the store is damaged")
)

// storeError is a failure of the store's file.
type storeError struct {
	path string
	kind error // ErrStore, ErrFull or ErrDamaged
	err  error
}

// Error names the file and says what to do.
func (e *storeError) Error() string {
	switch {
	case errors.Is(e.kind, ErrFull):
		return fmt.Sprintf("the disk is full, nothing was stored: free some space for %s (%v)", e.path, e.err)
	case errors.Is(e.kind, ErrDamaged):
		return fmt.Sprintf("%s is damaged: %v; stop the node, then restore a copy of the file, or move it away to begin with an empty node",
			e.path, e.err)
	default:
		return fmt.Sprintf("%s could not be written, nothing was stored: %v", e.path, e.err)
	}
}

// Is reports whether target is the kind of the error, or ErrStore.
func (e *storeError) Is(target error) bool { return target == e.kind || target == ErrStore }

// Unwrap returns what the database or the operating system says.
func (e *storeError) Unwrap() error { return e.err }

// failed returns the error of a write that the file could not take.
func (s *Store) failed(err error) error {
	kind := ErrStore
	for _, full := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		// The database passes on some errors as text only.
		if errors.Is(err, full) || strings.Contains(err.Error(), full.Error()) {
			kind = ErrFull
		}
	}
	return &storeError{s.path, kind, err}
}

// known replaces the database's own error for a store that has been closed, and names the file if it is damaged.
func (s *Store) known(err error) error {
	if errors.Is(err, bberrors.ErrDatabaseNotOpen) {
		return ErrClosed
	}
	if _, ok := errors.AsType[*damage](err); ok {
		return &storeError{s.path, ErrDamaged, err}
	}
	return err
}

// damage is what is wrong in the file.
type damage struct{ what string }

func (d *damage) Error() string { return d.what }

func damaged(format string, values ...any) error { return &damage{fmt.Sprintf(format, values...)} }
