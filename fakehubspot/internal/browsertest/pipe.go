package browsertest

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
)

// pipe exchanges messages with the browser: JSON, each ended by a zero byte.
type pipe struct {
	out   io.Writer
	ended chan struct{} // closed when the browser says no more

	mu      sync.Mutex
	last    int
	waiting map[int]chan message
	faults  []string
}

// message is what the browser sends: an answer, by the number of its question, or an event, by its name.
type message struct {
	ID     int             `json:"id"`
	Method string          `json:"method"`
	Result json.RawMessage `json:"result"`
	Params json.RawMessage `json:"params"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error"`
}

func newPipe(in io.Reader, out io.Writer) *pipe {
	p := &pipe{out: out, ended: make(chan struct{}), waiting: map[int]chan message{}}
	go p.listen(in)
	return p
}

// listen hands every answer to who waits for it and notes what went wrong in the page.
func (p *pipe) listen(in io.Reader) {
	defer close(p.ended)
	lines := bufio.NewReader(in)
	for {
		raw, err := lines.ReadBytes(0)
		if err != nil {
			return
		}
		var got message
		if err := json.Unmarshal(raw[:len(raw)-1], &got); err != nil {
			p.note("the browser sent what is no JSON: " + err.Error())
			continue
		}
		switch got.Method {
		case "":
			p.deliver(got)
		case "Runtime.exceptionThrown":
			p.note(string(got.Params))
		case "Log.entryAdded":
			// The browser also logs each answer that is an error; the page shows those itself.
			if !strings.Contains(string(got.Params), `"source":"network"`) {
				p.note(string(got.Params))
			}
		}
	}
}

func (p *pipe) deliver(got message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if answer := p.waiting[got.ID]; answer != nil {
		answer <- got
		delete(p.waiting, got.ID)
	}
}

func (p *pipe) note(fault string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = append(p.faults, fault)
}

// wrong is what went wrong in the page so far.
func (p *pipe) wrong() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.faults)
}

// call asks the browser for something and waits for the answer.
func (p *pipe) call(ctx context.Context, session, method string, params any) (json.RawMessage, error) {
	answer := make(chan message, 1)
	if err := p.send(session, method, params, answer); err != nil {
		return nil, fmt.Errorf("%s: %w", method, err)
	}
	select {
	case got := <-answer:
		if got.Error != nil {
			return nil, fmt.Errorf("%s: %s", method, got.Error.Message)
		}
		return got.Result, nil
	case <-p.ended:
		return nil, fmt.Errorf("%s: %w", method, errors.New("the browser has ended"))
	case <-ctx.Done():
		return nil, fmt.Errorf("%s: %w", method, ctx.Err())
	}
}

func (p *pipe) send(session, method string, params any, answer chan message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last++
	question := map[string]any{"id": p.last, "method": method, "params": params}
	if params == nil {
		question["params"] = struct{}{}
	}
	if session != "" {
		question["sessionId"] = session
	}
	raw, err := json.Marshal(question)
	if err != nil {
		return err
	}
	p.waiting[p.last] = answer
	_, err = p.out.Write(append(raw, 0))
	return err
}
