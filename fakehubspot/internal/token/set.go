package token

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// Errors that the methods of Set wrap.
var (
	ErrNotFound = errors.New("not found")
	ErrTaken    = errors.New("already taken")
)

// Set holds the tokens of one account. It is safe for concurrent use.
type Set struct {
	mu     sync.RWMutex
	tokens []Token // in the order in which they were added
	made   int     // names made up so far
}

// MaxTokens is the most tokens that a set holds.
const MaxTokens = 1_000

// Add adds a token and returns it with its name. A name or value that another token has is ErrTaken.
func (s *Set) Add(t Token) (Token, error) {
	if err := t.Check(); err != nil {
		return Token{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.tokens) >= MaxTokens {
		return Token{}, fmt.Errorf("there are already %d tokens, the most that an account has; remove some first", MaxTokens)
	}
	if _, found := s.find(t.Value); found {
		return Token{}, fmt.Errorf("token is %w", ErrTaken)
	}
	if t.Name == "" {
		t.Name = s.freeName()
	} else if s.index(t.Name) >= 0 {
		return Token{}, fmt.Errorf("token name %q is %w", t.Name, ErrTaken)
	}
	t.Scopes = slices.Clone(t.Scopes)
	s.tokens = append(s.tokens, t)
	return t, nil
}

// Remove removes the token of that name, or returns ErrNotFound.
func (s *Set) Remove(name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.index(name)
	if i < 0 {
		return fmt.Errorf("token %q: %w", name, ErrNotFound)
	}
	s.tokens = slices.Delete(s.tokens, i, i+1)
	return nil
}

// List returns all tokens in the order in which they were added.
func (s *Set) List() []Token {
	s.mu.RLock()
	defer s.mu.RUnlock()
	all := make([]Token, len(s.tokens))
	for i, t := range s.tokens {
		t.Scopes = slices.Clone(t.Scopes)
		all[i] = t
	}
	return all
}

// Find returns the token of that value.
func (s *Set) Find(value string) (Token, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.find(value)
}

// Has reports whether there is a token of that value.
func (s *Set) Has(value string) bool {
	_, found := s.Find(value)
	return found
}

// Reset replaces all tokens.
func (s *Set) Reset(tokens []Token) error {
	fresh := &Set{}
	for _, t := range tokens {
		if _, err := fresh.Add(t); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens, s.made = fresh.tokens, fresh.made
	return nil
}

func (s *Set) find(value string) (Token, bool) {
	for _, t := range s.tokens {
		if subtle.ConstantTimeCompare([]byte(t.Value), []byte(value)) == 1 {
			return t, true
		}
	}
	return Token{}, false
}

func (s *Set) index(name string) int {
	return slices.IndexFunc(s.tokens, func(t Token) bool { return t.Name == name })
}

func (s *Set) freeName() string {
	for {
		s.made++
		if name := fmt.Sprintf("t%d", s.made); s.index(name) < 0 {
			return name
		}
	}
}
