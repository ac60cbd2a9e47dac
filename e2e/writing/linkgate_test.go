package writing

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// stand stands before HubSpot, and judges every write on the spot: one that changes nothing, or takes a label away that is to stay,
// should not have been asked for.
func (w *linkWorld) stand(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if _, operation, batch := strings.Cut(r.URL.Path, "/batch/"); batch && strings.Contains(r.URL.Path, "/associations/") && operation != "read" {
		w.mu.Lock()
		w.err = errors.Join(w.err, w.judgeWrites(strings.Contains(r.URL.Path, "/companies/contacts/"), operation, body))
		w.mu.Unlock()
	}
	w.hub.Advance(requestTime)
	w.hub.Handler().ServeHTTP(rw, r)
}

// judgeWrites judges a call. Back is one of companies with contacts.
func (w *linkWorld) judgeWrites(back bool, operation string, body []byte) error {
	type end struct{ ID string }
	var request struct {
		Inputs []struct {
			From  end
			To    json.RawMessage // one record, or a list of them
			Types []linkKind
		}
	}
	now, err := w.ties()
	if err := errors.Join(err, json.Unmarshal(body, &request)); err != nil {
		return err
	}
	for _, in := range request.Inputs {
		var to end
		if err := json.Unmarshal(bytes.Trim(in.To, "[]"), &to); err != nil {
			return err
		}
		ends := [2]string{in.From.ID, to.ID}
		if back {
			slices.Reverse(ends[:])
		}
		if record, err := w.hub.Object("contacts").Get(ends[0]); operation == "associate/default" && (err != nil || record.Archived || record.ID != ends[0]) {
			continue // HubSpot alone knows, and this takes nothing away
		}
		w.writes++
		t, there := now[ends]
		if err := t.judge(there, back, operation, in.Types); err != nil {
			return fmt.Errorf("%s of %v %v, which is %v: %w", operation, ends, in.Types, t, err)
		}
	}
	return nil
}

// judge judges what is to be done to an association.
func (t tie) judge(there, back bool, operation string, types []linkKind) error {
	has := func(kind linkKind) bool { return slices.Contains(t.kinds(back), kind) }
	needed := there
	switch operation {
	case "associate/default":
		needed = !there
	case "labels/archive":
		needed = slices.ContainsFunc(types, has)
	case "create":
		needed = slices.ContainsFunc(types, func(kind linkKind) bool { return !has(kind) })
		for _, label := range t.labels {
			if !slices.Contains(types, t.kind(label, back)) {
				return fmt.Errorf("its label %s would go", label)
			}
		}
	}
	if !needed {
		return errors.New("it changes nothing")
	}
	return nil
}
