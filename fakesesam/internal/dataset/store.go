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

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/clock"
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
	path  string
	now   func() time.Time
	fault func(string) error
}

// lockPatience is how long to wait for the file: another node on the same directory is an error, so there is no point in
// waiting long.
const lockPatience = 2 * time.Second

// pageSize is that of a new file; a file that exists keeps its own. A run writes whole pages, one call each, and goes through
// the levels of the tree for each entity: with the machine's usual 4 kB there are four times as many pages, and more levels.
const pageSize = 16 << 10

// Open opens the store of a data directory, and creates both if they do not exist. A file that is damaged is an error.
func Open(dir string, opts Options) (*Store, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("data directory %s: %w", dir, err)
	}
	s := &Store{path: filepath.Join(dir, FileName), now: opts.Now, fault: func(string) error { return nil }}
	if s.now == nil {
		s.now = clock.System{}.Now
	}
	if opts.Fault != nil {
		s.fault = func(operation string) error {
			if err := opts.Fault(operation); err != nil {
				return s.failed(err)
			}
			return nil
		}
	}
	if err := s.inspect(); err != nil {
		return nil, err
	}
	var err error
	s.bolt, err = bbolt.Open(s.path, 0o600, &bbolt.Options{
		Timeout:      lockPatience,
		NoSync:       opts.NoSync,
		NoGrowSync:   opts.NoSync,
		FreelistType: bbolt.FreelistMapType,
		PageSize:     pageSize,
		// The list of free pages is rebuilt by reading the file once at start; writing it with each commit would cost
		// more than the commit.
		NoFreelistSync: true,
	})
	if err != nil {
		return nil, s.unopened(err)
	}
	err = s.bolt.Update(func(tx *bbolt.Tx) error {
		for _, name := range [][]byte{bucketDatasets, bucketStates} {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(s.failed(err), s.bolt.Close())
	}
	if err := s.View((*Tx).coherent); err != nil {
		return nil, errors.Join(err, s.bolt.Close())
	}
	return s, nil
}

// inspect checks the file, if there is one, while it is locked.
func (s *Store) inspect() error {
	info, err := os.Stat(s.path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("opening the store: %w", err)
	case info.Size() == 0:
		return s.known(damaged("it is empty"))
	}
	db, err := bbolt.Open(s.path, 0o600, &bbolt.Options{Timeout: lockPatience, ReadOnly: true})
	if err != nil {
		return s.unopened(err)
	}
	file, err := os.Open(s.path)
	if err == nil {
		err = errors.Join(check(file, int64(db.Info().PageSize), bucketDatasets, bucketStates), file.Close())
	}
	return s.known(errors.Join(err, db.Close()))
}

// unopened is the error of a file that the database does not open.
func (s *Store) unopened(err error) error {
	_, unreachable := errors.AsType[*os.PathError](err)
	switch {
	case errors.Is(err, bberrors.ErrTimeout):
		return fmt.Errorf("%s is in use by another node; stop it, or use another data directory", s.path)
	case unreachable:
		return fmt.Errorf("opening the store: %w", err)
	default:
		return s.known(damaged("%v", err))
	}
}

// Close closes the file after the transactions under way.
func (s *Store) Close() error { return s.bolt.Close() }

// Update runs f in one transaction: if Update returns nil, all that f has written is on disk, otherwise none of it.
func (s *Store) Update(f func(tx *Tx) error) error {
	var tx *Tx
	var refused error
	err := s.bolt.Update(func(b *bbolt.Tx) error {
		tx = newTx(s, b)
		if refused = f(tx); refused == nil {
			refused = tx.flush()
		}
		if refused == nil {
			refused = s.fault("commit")
		}
		return refused
	})
	if tx != nil {
		tx.memory.Reset()
	}
	if err != nil && tx != nil {
		tx.unsee()
	}
	if err != nil && refused == nil && !errors.Is(err, bberrors.ErrDatabaseNotOpen) {
		return s.failed(err)
	}
	return s.known(err)
}

// View runs f on a snapshot of the store. It must be short: pages that a long view uses cannot be reused.
func (s *Store) View(f func(tx *Tx) error) error {
	return s.known(s.bolt.View(func(b *bbolt.Tx) error { return f(newTx(s, b)) }))
}
