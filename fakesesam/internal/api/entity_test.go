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
