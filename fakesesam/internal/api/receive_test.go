package api

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

// states returns the latest versions of a dataset as "id" or "id deleted".
func (b *bed) states(dataset string) string {
	b.t.Helper()
	var out []string
	for _, e := range b.get("/datasets/" + dataset + "/entities?history=false").([]any) {
		state := at(e, "_id").(string)
		if at(e, "_deleted") == true {
			state += " deleted"
		}
		out = append(out, state)
	}
	return strings.Join(out, ", ")
}

// A full set in one request replaces the dataset: what it lacks is deleted.
func TestFullSet(t *testing.T) {
	for _, whole := range []string{
		"?is_full=true",
		"?is_full=True&is_first=true&is_last=true",
		"?is_full=true&is_first=true&is_last=true&sequence_id=s1&request_id=1",
	} {
		b := newBed(t, node.Options{}, "")
		b.upload() // has sent a, and b as deleted
		const receiver = "/receivers/sent/entities"
		b.json("POST", receiver, `[{"_id":"c"}]`, 200)
		b.equal(b.states("sent"), "a, b deleted, c")
		answer := b.json("POST", receiver+whole, `[{"_id":"c"},{"_id":"d"}]`, 200)
		b.equal(answer, mustJSON(t, `{"status":"success","received":2,"changed":1,"deleted":1}`))
		b.equal(b.states("sent"), "b deleted, c, d, a deleted")
	}
}

// One entity may be sent without the brackets of a list.
func TestOneEntityIsReceived(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	const receiver = "/receivers/sent/entities"
	b.equal(b.json("POST", receiver, ` {"_id":"c"} `, 200), mustJSON(t, `{"status":"success","received":1,"changed":1,"deleted":0}`))
	b.equal(b.states("sent"), "a, b deleted, c")
	for wrong, why := range map[string]string{
		`{"_id":"d"} {"_id":"e"}`: "unexpected data after an entity without the brackets of an array, in which several must be",
		`{"_id":"d"`:              "the body ends in the middle of an entity",
		`{"_id":"d"}]`:            "after an entity without the brackets of an array, in which several must be: malformed JSON at byte 11",
		`{}`:                      "_id",
		`"d"`:                     "the body must be a JSON array, but begins with string",
	} {
		if text := fmt.Sprint(b.json("POST", receiver, wrong, 400)); !strings.Contains(text, why) {
			t.Errorf("%s: %s, want %q", wrong, text, why)
		}
	}
	b.equal(b.states("sent"), "a, b deleted, c")
}

// A set that is not full deletes nothing, whatever the other parameters say.
func TestPartOfASet(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	const receiver = "/receivers/sent/entities"
	for _, incremental := range []string{
		"", "?is_full=false", "?sequence_id=s1&request_id=1", "?is_full=False&is_first=true&is_last=true", "?request_id=2&previous_request_id=1",
	} {
		b.json("POST", receiver+incremental, `[{"_id":"c"}]`, 200)
		b.equal(b.states("sent"), "a, b deleted, c")
	}
	for _, wrong := range []string{"is_full=maybe", "is_full=true&is_first=1st", "is_full=true&is_last=x"} {
		answer := b.json("POST", receiver+"?"+wrong, `[]`, 400)
		if text, _ := at(answer, "detail").(string); !strings.Contains(text, "must be true or false") {
			t.Error(text)
		}
	}
}

// A full set that is cut off deletes nothing.
func TestFullSetThatBreaksOff(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	b.json("POST", "/receivers/sent/entities?is_full=true", `[{"_id":"c"}`, 400)
	b.equal(b.states("sent"), "a, b deleted")
	b.json("POST", "/receivers/sent/entities?is_full=true", `[{"_id":"c"},{"name":"no id"}]`, 400)
	b.equal(b.states("sent"), "a, b deleted, c")
	b.json("POST", "/receivers/sent/entities?is_full=true", `[]`, 200)
	b.equal(b.states("sent"), "b deleted, a deleted, c deleted")
}

// The last request of a full set in several requests deletes what none of them had.
func TestFullSetInSeveralRequests(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload() // has sent a, and b as deleted
	const receiver = "/receivers/sent/entities?is_full=true&sequence_id="
	b.json("POST", receiver+"s1&request_id=1&is_first=true", `[{"_id":"c"}]`, 200)
	b.json("POST", "/receivers/sent/entities", `[{"_id":"other"}]`, 200) // not of the set, and newer than its beginning
	b.json("POST", receiver+"s1&request_id=2&previous_request_id=1", `[{"_id":"d"}]`, 200)
	b.equal(b.states("sent"), "a, b deleted, c, other, d")
	b.json("POST", receiver+"s1&previous_request_id=2&is_last=true", `[{"_id":"e"}]`, 200)
	b.equal(b.states("sent"), "b deleted, c, other, d, e, a deleted")
	// Another set begins before the first has ended: the first is abandoned, and its entities do not count.
	b.json("POST", receiver+"s2&request_id=1&is_first=true", `[{"_id":"c"},{"_id":"d"}]`, 200)
	b.json("POST", receiver+"s3&request_id=1&is_first=true", `[{"_id":"e"}]`, 200)
	b.json("POST", receiver+"s3&previous_request_id=1&is_last=true", `[]`, 200)
	b.equal(b.states("sent"), "b deleted, e, a deleted, c deleted, d deleted, other deleted")
}

// A part that failed can be sent again; one out of order, or one that contradicts the parts before it, is a conflict.
func TestSequenceConflicts(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	const receiver = "/receivers/sent/entities?sequence_id=s1"
	conflict := func(parameters string) {
		t.Helper()
		answer := b.json("POST", receiver+parameters, `[{"_id":"x"}]`, 409)
		if text, _ := at(answer, "detail").(string); !strings.Contains(text, "does not follow") {
			t.Error(text)
		}
	}
	conflict("&is_full=true&request_id=2&previous_request_id=1")
	b.json("POST", receiver+"&is_full=true&request_id=1&is_first=true", `[{"_id":"c"}]`, 200)
	conflict("&is_full=true&request_id=1&is_first=true")
	conflict("&is_full=true&is_first=true&is_last=true")
	conflict("&is_full=true&request_id=2&previous_request_id=1&is_first=true")
	conflict("&is_full=true&request_id=3&previous_request_id=2")
	conflict("&is_full=true&request_id=2")
	conflict("&request_id=2&previous_request_id=1")
	b.json("POST", receiver+"&is_full=true&request_id=2&previous_request_id=1", `[{"_id":"d"},{"_id":`, 400)
	b.json("POST", receiver+"&is_full=true&request_id=2&previous_request_id=1", `[{"_id":"d"}]`, 200)
	b.json("POST", receiver+"&is_full=true&previous_request_id=2&is_last=true", `[]`, 200)
	b.equal(b.states("sent"), "b deleted, c, d, a deleted")
	conflict("&is_full=true&previous_request_id=2&is_last=true") // it is over
	for _, wrong := range []string{"is_full=true&is_first=true&request_id=1", "is_full=true&sequence_id=s2&is_first=true", "is_full=true&previous_request_id=1"} {
		answer := b.json("POST", "/receivers/sent/entities?"+wrong, `[]`, 400)
		if text, _ := at(answer, "detail").(string); !strings.Contains(text, "a full set in several requests needs a ") {
			t.Error(text)
		}
	}
}
