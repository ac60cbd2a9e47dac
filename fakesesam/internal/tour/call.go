package tour

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// remote is one of the two programs, as the tour calls it.
type remote struct {
	name   string // as the tour calls it: "HubSpot"
	base   string // its URL, without a slash at the end
	client *http.Client
}

// longestAnswer bounds what is read of an answer.
const longestAnswer = 8 << 20

// refusedError is an answer that is not a success.
type refusedError struct {
	program string
	status  int
	text    string
}

func (e *refusedError) Error() string {
	return fmt.Sprintf("%s answered %d: %s", e.program, e.status, e.text)
}

// refused reports whether an error is an answer with a status.
func refused(err error, status int) bool {
	answer, ok := errors.AsType[*refusedError](err)
	return ok && answer.status == status
}

// json sends in as JSON, nothing if it is nil, and reads the answer into out unless that is nil.
func (r remote) json(ctx context.Context, method, path string, in, out any) error {
	if in == nil {
		return r.send(ctx, method, path, "", "", out)
	}
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	return r.send(ctx, method, path, "application/json", string(body), out)
}

// form sends the fields of a form.
func (r remote) form(ctx context.Context, path string, fields url.Values, out any) error {
	return r.send(ctx, http.MethodPost, path, "application/x-www-form-urlencoded", fields.Encode(), out)
}

func (r remote) send(ctx context.Context, method, path, contentType, body string, out any) error {
	request, err := http.NewRequestWithContext(ctx, method, r.base+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	response, err := r.client.Do(request)
	if err != nil {
		return r.unreachable(ctx, err)
	}
	defer func() { _ = response.Body.Close() }() // it has been read as far as it matters
	text, err := io.ReadAll(io.LimitReader(response.Body, longestAnswer+1))
	switch {
	case err != nil:
		return r.unreachable(ctx, err)
	case response.StatusCode < 200 || response.StatusCode > 299:
		return &refusedError{r.name, response.StatusCode, reason(response, text)}
	case len(text) > longestAnswer:
		return fmt.Errorf("%s answers %s with more than 8 MiB", r.name, path)
	case out == nil:
		return nil
	}
	if err := json.Unmarshal(text, out); err != nil {
		return fmt.Errorf("at %s is something else than %s: its answer to %s %s is not what the tour expects (%w)", r.base, r.name, method, path, err)
	}
	return nil
}

// unreachable says that there was no answer, and what to look at.
func (r remote) unreachable(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if failed, ok := errors.AsType[*net.OpError](err); ok {
		err = failed.Err
	}
	return fmt.Errorf("%s does not answer at %s (%w); is it running, and is that its address?", r.name, r.base, err)
}

// reason is what an error answer says, in the words of the program.
func reason(response *http.Response, text []byte) string {
	var words struct {
		Error   string `json:"error"`
		Message string `json:"message"`
		Detail  string `json:"detail"`
	}
	_ = json.Unmarshal(text, &words) // other answers have no such words
	for _, each := range []string{words.Error, words.Message, words.Detail} {
		if each != "" {
			return short(each)
		}
	}
	return http.StatusText(response.StatusCode)
}

// plain is what a service said, where an error message ends with its answer: {"error": {"message": "…"}}.
func plain(text string) string {
	at := strings.Index(text, "{")
	if at < 0 {
		return text
	}
	var answer struct {
		Error struct {
			Message string `json:"message"`
		} `json:"error"`
	}
	if json.Unmarshal([]byte(text[at:]), &answer) != nil || answer.Error.Message == "" {
		return text
	}
	return text[:at] + answer.Error.Message
}

// The lengths in bytes to which the tour cuts what programs say, and values.
const (
	longestText  = 600
	longestValue = 120
)

// short cuts what a program said to a length that fits into a panel.
func short(text string) string { return cut(text, longestText) }

// clip cuts a value to a length that fits into a sentence.
func clip(text string) string { return cut(text, longestValue) }

func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}
