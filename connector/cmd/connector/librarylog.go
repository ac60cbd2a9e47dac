package main

import (
	"bytes"
	"log/slog"
)

// libraryLog receives what net/http prints by itself and logs it up to the first quotation mark. What net/http quotes was
// received from the network, such as the rest of an answer: personal data, which belongs in no log.
type libraryLog struct{ to *slog.Logger }

func (l libraryLog) Write(line []byte) (int, error) {
	text, _, quoted := bytes.Cut(bytes.TrimSpace(line), []byte{'"'})
	l.to.Warn("net/http", slog.String("said", string(text)), slog.Bool("shortened", quoted))
	return len(line), nil
}
