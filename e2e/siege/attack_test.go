package siege

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// attackers is how many send requests at a time.
const attackers = 24

// judge says what is wrong with an answer.
type judge func(g garbage, r *http.Response, text []byte) error

// attack sends the requests, several at a time, and judges every answer.
func attack(ctx context.Context, t *testing.T, requests iter.Seq[garbage], base string, judge judge) {
	t.Helper()
	began := time.Now()
	made := make(chan garbage, attackers)
	kinds := map[string]int{}
	go func() {
		defer close(made)
		for g := range requests {
			kinds[g.kind]++
			made <- g
		}
	}()
	var mu sync.Mutex
	statuses, wrong := map[int]int{}, 0
	judged := func(g garbage, r *http.Response, text []byte) error {
		mu.Lock()
		statuses[r.StatusCode]++
		mu.Unlock()
		err := judge(g, r, text)
		if g.want != 0 && r.StatusCode != g.want {
			err = fmt.Errorf("want the status %d", g.want)
		}
		for _, secret := range secrets {
			if bytes.Contains(text, []byte(secret)) {
				err = errors.New("the answer has a secret")
			}
		}
		if err != nil {
			return fmt.Errorf("%s: %.300s: %w", r.Status, text, err)
		}
		return nil
	}
	var all sync.WaitGroup
	for range attackers {
		all.Go(func() {
			a := attacker{address: strings.TrimPrefix(base, "http://"), judge: judged}
			defer a.hangUp()
			for g := range made {
				err := a.send(ctx, g)
				if err == nil {
					continue
				}
				mu.Lock()
				if wrong++; wrong <= 20 {
					t.Errorf("%s: %.300q: %v", g.kind, g.raw, err)
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	t.Logf("%s: %v; answers: %v", time.Since(began), kinds, statuses)
	if wrong > 0 {
		t.Errorf("%d requests were not answered as they should be", wrong)
	}
}

// answerWithin is how long an answer may take: a body that does not arrive is waited for.
const answerWithin = time.Minute

// attacker sends one request after the other, in one connection if possible.
type attacker struct {
	address string
	judge   judge
	conn    net.Conn
	in      *bufio.Reader
}

// send sends a request and judges every answer to it. None at all is an error unless it is not HTTP, or the client vanishes.
func (a *attacker) send(ctx context.Context, g garbage) error {
	used := a.conn != nil && !g.alone
	if !used {
		a.hangUp()
		if err := a.dial(ctx); err != nil {
			return err
		}
	}
	if g.alone {
		defer a.hangUp()
	}
	err := a.exchange(g)
	if err == nil {
		return nil
	}
	a.hangUp()
	if used && errors.Is(err, errNoAnswer) { // the program was about to close the connection
		return a.send(ctx, g)
	}
	return err
}

func (a *attacker) dial(ctx context.Context) error {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", a.address)
	if err == nil {
		a.conn, a.in = conn, bufio.NewReader(conn)
	}
	return err
}

func (a *attacker) hangUp() {
	if a.conn != nil {
		_ = a.conn.Close()
		a.conn = nil
	}
}

var errNoAnswer = errors.New("no answer")

// exchange is send in the connection that there is.
func (a *attacker) exchange(g garbage) error {
	conn := a.conn
	_ = conn.SetDeadline(time.Now().Add(answerWithin))
	sent := make(chan struct{})
	go func() { // the answer may come before everything is sent
		defer close(sent)
		_, _ = conn.Write(g.raw)
	}()
	if g.vanishes {
		<-sent
		return nil
	}
	err := a.answers(g)
	if a.conn == nil || err != nil || g.alone {
		_ = conn.Close() // the rest is not sent
	}
	<-sent
	return err
}

// answers judges what comes: one answer, or in a connection for a single request all until it ends.
func (a *attacker) answers(g garbage) error {
	method, _, _ := strings.Cut(string(g.raw[:min(len(g.raw), 20)]), " ")
	for n := 0; ; n++ {
		response, err := http.ReadResponse(a.in, &http.Request{Method: method})
		if err != nil {
			timeout, _ := errors.AsType[net.Error](err)
			if timeout != nil && timeout.Timeout() {
				return fmt.Errorf("nothing within %s", answerWithin)
			}
			if n == 0 && !g.broken {
				return fmt.Errorf("%w: %w", errNoAnswer, err)
			}
			return nil // the connection was closed
		}
		text, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil && !g.broken {
			return err
		}
		if err := a.judge(g, response, text); err != nil {
			return err
		}
		if response.Close {
			a.hangUp()
		}
		if response.Close || !g.alone {
			return nil
		}
	}
}

// closes requires of an answer to what is not HTTP that the connection ends with it.
func closes(r *http.Response) error {
	switch r.StatusCode {
	case http.StatusBadRequest, http.StatusRequestHeaderFieldsTooLarge, http.StatusRequestURITooLong, http.StatusHTTPVersionNotSupported, http.StatusNotImplemented, http.StatusNotFound,
		http.StatusMethodNotAllowed, http.StatusForbidden, http.StatusUnauthorized, http.StatusUnsupportedMediaType:
		return nil
	default:
		return errors.New("net/http does not answer so to what is not HTTP")
	}
}
