// Package dataset stores a node's datasets: append-only logs of entity versions with change tracking, together with the
// small states (offsets of pumps, settings of the node) that must never be ahead of them. Everything is in one bbolt file.
//
// The file:
//
//	datasets/<name>/log      offset (8 bytes, big endian) → version (see version.go)
//	datasets/<name>/latest   _id → offset, flags and hash of its latest version
//	datasets/<name>/meta     "meta" → Meta as JSON
//	states                   key → JSON
package dataset

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
	bberrors "go.etcd.io/bbolt/errors"
)

// FileName is the name of the store's file in its data directory.
const FileName = "fakesesam.db"

var (
	bucketDatasets = []byte("datasets")
	bucketStates   = []byte("states")
	bucketLog      = []byte("log")
	bucketLatest   = []byte("latest")
	bucketMeta     = []byte("meta")
	keyMeta        = []byte("meta")
)

var (
	// ErrNoDataset means that the dataset does not exist.
	ErrNoDataset = errors.New("not found")
	// ErrClosed means that the store has been closed.
	ErrClosed = errors.New("the store is closed")
)

// Options is what a store depends on besides its file.
type Options struct {
	// Now is the clock of _ts; nil means the machine's clock.
	Now func() time.Time
	// NoSync omits fsync, which is fast but not safe against power loss. For tests.
	NoSync bool
	// Fault is called before each write and each commit, with its name; an error makes it fail. For tests.
	Fault func(operation string) error
}

// Store is an open file of datasets and states. It is safe for concurrent use; writes happen one at a time.
type Store struct {
	bolt  *bbolt.DB
	now   func() time.Time
	fault func(string) error
}

// Open opens the store of a data directory, and creates both if they do not exist.
func Open(dir string, opts Options) (*Store, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("data directory %s: %w", dir, err)
	}
	path := filepath.Join(dir, FileName)
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{
		// Another node on the same directory is an error, so there is no point in waiting long.
		Timeout:      2 * time.Second,
		NoSync:       opts.NoSync,
		NoGrowSync:   opts.NoSync,
		FreelistType: bbolt.FreelistMapType,
		// The list of free pages is rebuilt by reading the file once at start; writing it with each commit would cost
		// more than the commit.
		NoFreelistSync: true,
	})
	if errors.Is(err, bberrors.ErrTimeout) {
		return nil, fmt.Errorf("%s is in use by another node", path)
	}
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	s := &Store{bolt: db, now: opts.Now, fault: opts.Fault}
	if s.now == nil {
		s.now = time.Now
	}
	if s.fault == nil {
		s.fault = func(string) error { return nil }
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range [][]byte{bucketDatasets, bucketStates} {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("preparing %s: %w", path, err), db.Close())
	}
	return s, nil
}

// Close closes the file after the transactions under way.
func (s *Store) Close() error { return s.bolt.Close() }

// Update runs f in one transaction: if Update returns nil, all that f has written is on disk, otherwise none of it.
func (s *Store) Update(f func(tx *Tx) error) error {
	var tx *Tx
	err := s.bolt.Update(func(b *bbolt.Tx) error {
		tx = newTx(s, b)
		if err := f(tx); err != nil {
			return err
		}
		if err := tx.flush(); err != nil {
			return err
		}
		return s.fault("commit")
	})
	if err != nil && tx != nil {
		tx.unsee()
	}
	return known(err)
}

// View runs f on a snapshot of the store. It must be short: pages that a long view uses cannot be reused.
func (s *Store) View(f func(tx *Tx) error) error {
	return known(s.bolt.View(func(b *bbolt.Tx) error { return f(newTx(s, b)) }))
}

// known replaces the database's own error for a store that has been closed.
func known(err error) error {
	if errors.Is(err, bberrors.ErrDatabaseNotOpen) {
		return ErrClosed
	}
	return err
}
