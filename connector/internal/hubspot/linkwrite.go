package hubspot

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

// The operations that write associations.
const (
	OpAssociate    = "associate"
	OpDissociate   = "dissociate"
	OpRemoveLabels = "remove-labels"
	opLabels       = "labels"
)

// DissociateLimit is of how many records one call takes associations away.
const DissociateLimit = 100

// LinkType is a type of associations between two object types.
type LinkType struct {
	Category string
	ID       uint64
	Label    string // "" for the type that every association has
}

// LinkWrite is an association that is to be written.
type LinkWrite struct {
	From, To uint64     // IDs of records
	Types    []LinkType // all that it is to have, or those to be taken away
}

// LinkWritten is what HubSpot's answer tells of a LinkWrite.
type LinkWritten struct {
	Done    bool
	Refused said.Text // why HubSpot has not written it, if it says so
}

type (
	linkBody struct {
		Inputs []linkInput `json:"inputs"`
	}
	linkInput struct {
		From  batchInput      `json:"from"`
		To    any             `json:"to"` // a batchInput, or a list of them
		Types []linkTypeInput `json:"types,omitempty"`
	}
	linkTypeInput struct {
		Category string `json:"associationCategory"`
		ID       uint64 `json:"associationTypeId"`
	}
)

func inputOf(id uint64) batchInput { return batchInput{strconv.FormatUint(id, 10)} }

func linkInputOf(w LinkWrite) linkInput {
	in := linkInput{From: inputOf(w.From), To: inputOf(w.To)}
	for _, t := range w.Types {
		in.Types = append(in.Types, linkTypeInput{t.Category, t.ID})
	}
	return in
}

// allTypesOf is the input of a call that takes an association away with all of its types.
func allTypesOf(w LinkWrite) linkInput {
	return linkInput{From: inputOf(w.From), To: []batchInput{inputOf(w.To)}}
}

// LinkTypes returns the types that associations with records of the type to can have.
func (s *Session) LinkTypes(ctx context.Context, to *Object) ([]LinkType, error) {
	c := call{
		op: opLabels, method: http.MethodGet, path: s.client.linksPath(s.object, to, "labels"),
		line: s.requests, scope: bothScopes(s.object.Scope, to.Scope),
	}
	b := s.client.newBody()
	defer b.release()
	var types []LinkType
	err := s.retry(ctx, c, &b, func(time.Time) error {
		types = nil
		return readResults(b.text(), s.client.mask, said.Words("association types"), func(w *walk) error {
			one, err := w.associationType()
			types = append(types, one.exported())
			return err
		})
	})
	return types, err
}

// Link associates records, in one call that is made once. Where a write names types, the association has those from then on, and
// no others; either all of them name types or none does, and then it is of the type that every association has. The result has an
// element for each write; what is neither done nor refused may be either. The error is that of [Session.Update].
func (s *Session) Link(ctx context.Context, to *Object, writes []LinkWrite) ([]LinkWritten, error) {
	path := "batch/create"
	if len(writes) > 0 && len(writes[0].Types) == 0 {
		path = "batch/associate/default"
	}
	written := make([]LinkWritten, len(writes))
	b := s.client.newBody()
	defer b.release()
	c, err := s.linkCall(OpAssociate, to, path, writes, linkInputOf)
	if err != nil {
		return nil, err
	}
	c.partial, c.creates = true, true
	err = s.attempt(ctx, c, &b, func(time.Time) error {
		clear(written)
		return s.noteLinks(b.text(), writes, written)
	})
	return written, err
}

// Unlabel takes types away from associations, in one call that is made once, of DissociateLimit records at most.
func (s *Session) Unlabel(ctx context.Context, to *Object, writes []LinkWrite) error {
	c, err := s.linkCall(OpRemoveLabels, to, "batch/labels/archive", writes, linkInputOf)
	if err != nil {
		return err
	}
	return s.removing(ctx, c)
}

// Unlink takes associations away, with all of their types, in one call that is made once, of DissociateLimit records at most.
func (s *Session) Unlink(ctx context.Context, to *Object, writes []LinkWrite) error {
	c, err := s.linkCall(OpDissociate, to, "batch/archive", writes, allTypesOf)
	if err != nil {
		return err
	}
	return s.removing(ctx, c)
}

// removing makes a call that takes something of associations away, once. In dated versions of the API it has an answer.
func (s *Session) removing(ctx context.Context, c call) error {
	if s.client.opts.Version == numbered {
		return s.silently(ctx, c)
	}
	b := s.client.newBody()
	defer b.release()
	return s.attempt(ctx, c, &b, func(time.Time) error {
		var reported reported
		if err := readAnswer(b.text(), s.client.mask, linkAnswerMembers, reported.member); err != nil {
			return err
		}
		return wholeBody(&reported, b.text(), s.client.mask)
	})
}

// linkCall is a call that writes associations. inputOf is what it says of each.
func (s *Session) linkCall(op string, to *Object, path string, writes []LinkWrite, inputOf func(LinkWrite) linkInput) (call, error) {
	var request linkBody
	for _, w := range writes {
		request.Inputs = append(request.Inputs, inputOf(w))
	}
	body, err := json.Marshal(request)
	return call{
		op: op, method: http.MethodPost, path: s.client.linksPath(s.object, to, path), body: body,
		line: s.requests, scope: bothScopes(s.object.WriteScope(), to.WriteScope()), once: true,
	}, err
}

// silently makes a call once whose answer says nothing.
func (s *Session) silently(ctx context.Context, c call) error {
	c.silent = true
	b := s.client.newBody()
	defer b.release()
	return s.attempt(ctx, c, &b, nil)
}

// linkAnswerMembers are the members of an answer to Link that matter.
var linkAnswerMembers = []string{"results", "status", "numErrors", "errors"}

// noteLinks notes what an answer tells of the writes.
func (s *Session) noteLinks(body []byte, writes []LinkWrite, written []LinkWritten) error {
	type ends struct{ from, to uint64 }
	at := make(map[ends]int, len(writes))
	for i, w := range writes {
		at[ends{w.From, w.To}] = i
	}
	var reported reported
	err := readAnswer(body, s.client.mask, linkAnswerMembers, func(w *walk, name []byte) error {
		if string(name) != "results" || w.kind() != '[' {
			return reported.member(w, name)
		}
		for more := w.openArray(); more; more = w.nextElement() {
			from, to, err := w.ends()
			if err != nil {
				return err
			}
			if i, known := at[ends{from, to}]; known {
				written[i].Done = true
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if reported.explanation().isEnvelope() {
		return partError(s.client.mask, body, &reported)
	}
	return reported.refusals(s.client.mask, body, func(failure *explanation) {
		for n, w := range writes {
			if !written[n].Done && (len(writes) == 1 || failure.namesEnds(w)) {
				written[n].Refused = s.client.mask.Text(failure.Message)
			}
		}
	})
}

// namesEnds reports whether the failure is that of an association.
func (e *explanation) namesEnds(w LinkWrite) bool {
	has := func(list texts, id uint64) bool {
		return len(list) == 1 && list[0] == strconv.FormatUint(id, 10)
	}
	return has(e.Context.From, w.From) && has(e.Context.To, w.To)
}

// ends reads the two records of an association: fromObjectId and toObjectId, or from and to with an id each.
func (w *walk) ends() (from, to uint64, err error) {
	more, err := w.openOrNull(resultEntry)
	for ; more && err == nil; more = w.next() {
		switch string(w.name()) {
		case "fromObjectId":
			from = w.id()
		case "toObjectId":
			to = w.id()
		case "from":
			from, err = w.idIn(resultFrom)
		case "to":
			to, err = w.idIn(said.Words("to"))
		default:
			w.value()
		}
	}
	return from, to, err
}

// exported is the type as others see it.
func (t associationType) exported() LinkType {
	unquote := func(raw string) string {
		if !strings.HasPrefix(raw, `"`) {
			return "" // null
		}
		return string(unquoted([]byte(raw)))
	}
	return LinkType{unquote(t.category), t.id, unquote(t.label)}
}

// List returns the types.
func (t *AssociationTypes) List() []LinkType {
	list := make([]LinkType, len(t.list))
	for i, one := range t.list {
		list[i] = one.exported()
	}
	return list
}
