package api

import (
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

// A version of an entity is found by its offset, and an ID may stand in the path.
func TestVersionsOfAnEntity(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.json("PUT", "/config", `[{"_id":"sent","type":"pipe","source":{"type":"http_endpoint"}}]`, 200)
	b.json("POST", "/receivers/sent/entities", `[{"_id":"a/b c","v":1},{"_id":"x","v":2}]`, 200)
	b.json("POST", "/receivers/sent/entities", `[{"_id":"a/b c","v":3}]`, 200)
	for path, want := range map[string]any{
		"entity?entity_id=a/b%20c": 3, "entity?entity_id=a/b%20c&offset=0": 1, "entity?entity_id=a/b%20c&offset=2": 3,
		"entities/a%2Fb%20c": 3, "entities/a/b%20c?offset=0": 1, "entities/x": 2,
		`entities/x?subset=["eq","_S.v",2]`: 2,
	} {
		b.equal(at(b.get("/datasets/sent/"+path), "v"), want)
	}
	for path, status := range map[string]int{
		"entity?entity_id=a/b%20c&offset=1": 404, "entity?entity_id=x&offset=7": 404, "entities/y": 404, "entities/x?offset=0": 404,
		"entity": 400, "entities/x?offset=first": 400, "entities/x?offset=-1": 400, "entities/": 400, `entities/x?subset=["eq","_S.v",3]`: 404,
	} {
		b.do("GET", "/datasets/sent/"+path, nil, nil, status)
	}
	b.do("GET", "/datasets/none/entities/x?offset=0", nil, nil, 404)
}

// All versions of an entity are found by its ID, the newest first.
func TestHistoryOfAnEntity(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.json("PUT", "/config", `[{"_id":"sent","type":"pipe","source":{"type":"http_endpoint"}}]`, 200)
	for _, v := range []string{"1", "2", "3"} {
		b.json("POST", "/receivers/sent/entities", `[{"_id":"a/b c","v":`+v+`},{"_id":"x","v":`+v+`}]`, 200)
	}
	for query, want := range map[string][]any{
		"history=true": {3, 2, 1}, "history=true&limit=2": {3, 2}, "history=true&since=0": {3, 2}, "history=true&since=4": {},
		`history=true&subset=["eq","_S.v",2]`: {2},
	} {
		list, _ := b.get("/datasets/sent/entity?entity_id=a/b%20c&" + query).([]any)
		if len(list) != len(want) {
			t.Errorf("%s: %v", query, list)
			continue
		}
		for i, each := range list {
			b.equal(at(each, "v"), want[i])
		}
	}
	for query, status := range map[string]int{
		"entity_id=y&history=true": 404, "entity_id=x&history=perhaps": 400, "history=true": 400, "entity_id=x&history=true&limit=-1": 400,
	} {
		b.do("GET", "/datasets/sent/entity?"+query, nil, nil, status)
	}
	b.do("GET", "/datasets/none/entity?entity_id=x&history=true", nil, nil, 404)
}
