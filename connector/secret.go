package connector

import (
	"fmt"
	"log/slog"
)

const masked = "[hidden]"

// Secret is a string that no formatter, logger or encoder prints.
type Secret string

// Reveal returns the value itself. Only the code that sends it needs it.
func (s Secret) Reveal() string { return string(s) }

// Format implements [fmt.Formatter]: every verb prints a mask.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(masked)) }

// LogValue implements [slog.LogValuer] with the mask.
func (s Secret) LogValue() slog.Value { return slog.StringValue(masked) }

// MarshalText implements [encoding.TextMarshaler] with the mask, which JSON encoders write too.
func (s Secret) MarshalText() ([]byte, error) { return []byte(masked), nil }
