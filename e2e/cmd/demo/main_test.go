package main

import (
	"io"
	"strings"
	"testing"
)

func TestInvalidArguments(t *testing.T) {
	for _, test := range []struct {
		args []string
		says string
	}{
		{[]string{"--contacts", "0"}, "contacts must be at least 1, got 0"},
		{[]string{"--contacts", "many"}, "invalid value"},
		{[]string{"--twice"}, "not defined"},
	} {
		if err := run(t.Context(), test.args, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%v: %v, want %q in it", test.args, err, test.says)
		}
	}
}
