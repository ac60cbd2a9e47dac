package association

import (
	"errors"
	"fmt"
	"strings"
)

// Errors of labels.
var (
	ErrNoLabel       = errors.New("the account has no such label between the two object types")
	ErrTooManyLabels = fmt.Errorf("the account has %d labels between the two object types already", MaxLabels)
)

// LabelTakenError is returned for a name or a text that another label between the two object types has.
type LabelTakenError struct{ Text string }

func (e *LabelTakenError) Error() string {
	return fmt.Sprintf("there is a label %q between the two object types already", e.Text)
}

// Label is what an account calls associations between two object types.
type Label struct {
	Name, Text string
	// Inverse is what the other records see; empty for the same text.
	Inverse string
}

// CreateLabel adds a label. It returns its type in both directions, one and the same between records of one object type
// that see the same text.
func (s *Store) CreateLabel(from, to string, label Label) ([]*Type, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.unlabeled(from, to) == nil {
		return nil, &UnrelatedError{from, to}
	}
	if s.countLabels(from, to) >= MaxLabels {
		return nil, ErrTooManyLabels
	}
	for _, t := range s.between(from, to) {
		if strings.EqualFold(t.Name, label.Name) {
			return nil, &LabelTakenError{label.Name}
		}
	}
	if err := s.free(from, to, label, Kind{}); err != nil {
		return nil, err
	}
	back, name := label.Text, label.Name
	if label.Inverse != "" && label.Inverse != label.Text {
		back, name = label.Inverse, label.Name+"_inverse"
	}
	types := s.own(from, to, label.Name, name, label.Text, back)
	s.add(types...)
	return types, nil
}

// countLabels counts the account's labels between two object types, each with its inverse.
func (s *Store) countLabels(from, to string) int {
	count := 0
	for _, t := range s.between(from, to) {
		if t.Category == UserDefined && t.IsLabel() && (from != to || t.ID <= t.Inverse) {
			count++
		}
	}
	return count
}

// free reports a text that another label has.
func (s *Store) free(from, to string, label Label, own Kind) error {
	for _, t := range s.between(from, to) {
		mine := t.Kind == own || t.Category == own.Category && t.Inverse == own.ID
		if t.IsLabel() && !mine && strings.EqualFold(t.Label, label.Text) {
			return &LabelTakenError{label.Text}
		}
	}
	return nil
}

// UpdateLabel gives a label another text, and its inverse too if there is one in label.
func (s *Store) UpdateLabel(from, to string, id int, label Label) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, err := s.label(from, to, id)
	if err != nil {
		return err
	}
	if err := s.free(from, to, label, t.Kind); err != nil {
		return err
	}
	back := *s.types[s.number[Kind{UserDefined, t.Inverse}]]
	there := *t
	if label.Inverse != "" {
		back.Label = label.Inverse
	} else if back.Label == there.Label {
		back.Label = label.Text
	}
	there.Label = label.Text
	s.replace(&back)
	s.replace(&there) // after its inverse, which may be itself
	s.sets.refresh(&s.definitions)
	return nil
}

// DeleteLabel takes a label away, in both directions and from all ties, which keep their other types.
func (s *Store) DeleteLabel(from, to string, id int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, err := s.label(from, to, id)
	if err != nil {
		return err
	}
	s.remove(t)
	s.sets.refresh(&s.definitions)
	return nil
}

// label returns the type of a label of the account.
func (s *Store) label(from, to string, id int) (*Type, error) {
	t, err := s.find(from, to, Kind{UserDefined, id})
	if err != nil || !t.IsLabel() {
		return nil, ErrNoLabel
	}
	return t, nil
}
