package token_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

func TestTokensComeAndGo(t *testing.T) {
	s := &token.Set{}
	if err := s.Reset([]token.Token{{Value: "one"}, {Name: "t2", Value: "two", Scopes: []string{"oauth"}}}); err != nil {
		t.Fatal(err)
	}
	added, err := s.Add(token.Token{Value: "three"})
	if err != nil || added.Name != "t3" {
		t.Fatalf("%+v, %v: t2 is taken", added, err)
	}
	for name, one := range map[string]struct {
		token token.Token
		is    error
	}{
		"value twice": {token.Token{Value: "two"}, token.ErrTaken},
		"name twice":  {token.Token{Name: "t2", Value: "s3cret"}, token.ErrTaken},
		"no value":    {token.Token{Name: "x"}, nil},
		"slash":       {token.Token{Name: "a/b", Value: "s3cret"}, nil},
		"spaces":      {token.Token{Value: " s3cret"}, nil},
		"no scope":    {token.Token{Value: "s3cret", Scopes: []string{""}}, nil},
	} {
		_, err := s.Add(one.token)
		if err == nil || one.is != nil && !errors.Is(err, one.is) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := s.Remove("t1"); err != nil || s.Has("one") || !s.Has("two") {
		t.Errorf("removed t1: %v, %+v", err, s.List())
	}
	if err := s.Remove("t1"); !errors.Is(err, token.ErrNotFound) {
		t.Errorf("removed twice: %v", err)
	}
	if err := s.Reset([]token.Token{{Value: "a"}, {Value: "a"}}); !errors.Is(err, token.ErrTaken) || len(s.List()) != 2 {
		t.Errorf("a failed reset changed the tokens: %v, %+v", err, s.List())
	}
}

func TestWhatATokenMayDo(t *testing.T) {
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	all, some, none := token.Token{}, token.Token{Scopes: []string{"a", "b"}, Expires: noon}, token.Token{Scopes: []string{}}
	if !all.Allows("x") || !some.Allows("x", "b") || some.Allows("x") || none.Allows("a") {
		t.Error("scopes")
	}
	if all.Expired(noon) || some.Expired(noon.Add(-1)) || !some.Expired(noon) {
		t.Error("expiry")
	}
}
