package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

// ServeRelay is the program the connector is compared with: it answers every
// request with the bodies of the pages whose URLs are in file, one per line,
// exactly as HubSpot returns them. It parses nothing, and fetches one page ahead.
// It announces its URL on out and ends with ctx.
func ServeRelay(ctx context.Context, file, token string, out io.Writer) error {
	text, err := os.ReadFile(file) //nolint:gosec // the caller names the file
	if err != nil {
		return err
	}
	r := relay{pages: strings.Fields(string(text)), token: token}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: http.HandlerFunc(r.serve), ReadHeaderTimeout: 10 * time.Second}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if _, err := fmt.Fprintf(out, "ready http://%s\n", listener.Addr()); err != nil {
		return err
	}
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

type relay struct {
	pages []string
	token string
}

// ahead is how many pages are in memory: one being written, one being fetched.
const ahead = 2

func (r relay) serve(w http.ResponseWriter, request *http.Request) {
	ctx, cancel := context.WithCancel(request.Context())
	defer cancel()
	free := make(chan *bytes.Buffer, ahead)
	for range ahead {
		free <- new(bytes.Buffer)
	}
	full := make(chan *bytes.Buffer)
	go func() {
		defer close(full)
		for _, page := range r.pages {
			select {
			case into := <-free:
				if err := r.fetch(ctx, page, into); err != nil {
					return
				}
				select {
				case full <- into:
				case <-ctx.Done():
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	written := 0
	for page := range full {
		if _, err := w.Write(page.Bytes()); err != nil {
			break
		}
		written++
		free <- page
	}
	if written < len(r.pages) {
		panic(http.ErrAbortHandler) // cut the response, so that it does not look complete
	}
}

func (r relay) fetch(ctx context.Context, page string, into *bytes.Buffer) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, page, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+r.token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", response.StatusCode)
	}
	into.Reset()
	_, err = into.ReadFrom(response.Body)
	return err
}
