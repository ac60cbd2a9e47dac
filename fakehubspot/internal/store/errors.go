package store

import (
	"errors"
	"fmt"
	"strings"
)

// Errors that callers test for.
var (
	// ErrNotFound is returned for an ID, or another identifying value, that no record has.
	ErrNotFound = errors.New("record not found")
	// ErrTooManyIdentities is returned for a merge of more records than one can be made of.
	ErrTooManyIdentities = fmt.Errorf("more than %d records cannot be merged into one", maxIdentities)
)

// Missing says why there is no live record with an ID.
func (s *Store) Missing(id int64) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.missing(id)
}

func (s *Store) missing(id int64) error {
	if _, archived := s.findArchived(id); archived {
		return fmt.Errorf("%s %d: %w: it is archived; restore it first", s.Type.Singular, id, ErrNotFound)
	}
	return fmt.Errorf("%s %d: %w", s.Type.Singular, id, ErrNotFound)
}

// TakenError is returned for a value that only one record can have and that another one has.
type TakenError struct {
	Property, Value string
	// Holder is the ID of the record that has it.
	Holder int64
	// Writing is the ID of the record that was to get it: of a new one, an ID that it would have been given.
	Writing int64
}

func (e *TakenError) Error() string {
	return fmt.Sprintf("%s %q already belongs to record %d", e.Property, e.Value, e.Holder)
}

// BlockedError is returned for a value that a privacy deletion keeps out.
type BlockedError struct{ Property, Value string }

func (e *BlockedError) Error() string {
	return fmt.Sprintf("%s %q is blocked by a privacy deletion", e.Property, e.Value)
}

// DuplicateError is returned for a value that only one record can have and that two writes of a batch set.
type DuplicateError struct{ Property, Value string }

func (e *DuplicateError) Error() string {
	return fmt.Sprintf("%s %q is duplicated in the batch", e.Property, e.Value)
}

// RepeatedError is returned for a batch of which several writes are of the same record.
type RepeatedError struct{ IDs []string }

func (e *RepeatedError) Error() string {
	return "several writes of the batch are of the same record: " + strings.Join(e.IDs, ", ")
}

// IncompleteError is returned for a new record that has none of the properties of which it needs one.
type IncompleteError struct{ OneOf []string }

func (e *IncompleteError) Error() string {
	return "a new record needs at least one of the properties " + strings.Join(e.OneOf, ", ")
}

// MissingError is returned for a new record without some of the properties that it needs.
type MissingError struct{ Names []string }

func (e *MissingError) Error() string {
	return "a new record needs the properties " + strings.Join(e.Names, ", ")
}

// SelfMergeError is returned for a merge of a record with itself.
type SelfMergeError struct{ ID int64 }

func (e *SelfMergeError) Error() string {
	return fmt.Sprintf("record %d cannot be merged with itself", e.ID)
}
