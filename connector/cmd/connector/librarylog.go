package main

import (
	"bytes"
	"log/slog"
)

// libraryLog takes what net/http prints on its own and passes it on up to the
// first quotation mark. What it quotes is what came over the wire, such as the
// rest of an answer: contacts, which belong into no log.
type libraryLog struct{ to *slog.Logger }

func (l libraryLog) Write(line []byte) (int, error) {
	said, _, quoted := bytes.Cut(bytes.TrimSpace(line), []byte{'"'})
	l.to.Warn("net/http", slog.String("said", string(said)), slog.Bool("shortened", quoted))
	return len(line), nil
}
