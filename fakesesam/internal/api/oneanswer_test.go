package api

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// entityText generates the text of an entity as only a careless program writes it: with equal keys, half surrogate pairs, and
// bytes that are not UTF-8.
func entityText() *rapid.Generator[string] {
	part := rapid.SampledFrom([]string{`\ud800`, `\udc00`, `\ud83d\ude00`, `\ud83d`, `\u0061`, `\\`, `\"`, `\n`, "a", "é", "😀", "\xff", "\xc3", "\xed\xa0\x80", "_", "$"})
	text := rapid.Custom(func(t *rapid.T) string {
		return `"` + strings.Join(rapid.SliceOfN(part, 0, 4).Draw(t, "parts"), "") + `"`
	})
	scalar := rapid.OneOf(text, rapid.SampledFrom([]string{"1", "1.50", "-0", "1E5", "123456789012345678901234567890", "true", "null", "[]", "{}"}))
	key := rapid.OneOf(text, rapid.SampledFrom([]string{`"a"`, `"\u0061"`, `"b"`}))
	var value *rapid.Generator[string]
	object := rapid.Custom(func(t *rapid.T) string {
		var members []string
		for range rapid.IntRange(0, 4).Draw(t, "members") {
			members = append(members, key.Draw(t, "key")+":"+value.Draw(t, "value"))
		}
		return "{" + strings.Join(members, " , ") + "}"
	})
	value = rapid.OneOf(scalar, scalar, scalar, rapid.Deferred(func() *rapid.Generator[string] { return object }), rapid.Custom(func(t *rapid.T) string {
		return "[" + strings.Join(rapid.SliceOfN(scalar, 0, 3).Draw(t, "items"), ",") + "]"
	}))
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Replace(object.Draw(t, "entity"), "{", `{"_id":"1","`+rapid.SampledFrom([]string{"z", "a", "_id"}).Draw(t, "extra")+`":"1" ,`, 1)
	})
}

// Equal bytes are equal entities: sent to a receiver, read from a service, or written in the configuration; with rules that
// copy everything, and with rules that decode the entity.
func TestOneAnswerForEqualBytes(t *testing.T) {
	answer := ""
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(answer)) }))
	defer service.Close()
	b := newBed(t, node.Options{}, "")
	const decoding = `"transform":{"type":"dtl","rules":{"default":[["copy","*"],["if",["eq",1,2],["add","never",1]]]}}`
	sources := map[string]string{
		"sent":     `{"type":"http_endpoint"}`,
		"pulled":   `{"type":"json","system":"web","url":"x"}`,
		"embedded": `{"type":"embedded","entities":[%s]}`,
	}
	rapid.Check(t, func(t *rapid.T) {
		entity := strings.ReplaceAll(entityText().Draw(t, "entity"), ",}", "}")
		answer = "[" + entity + "]"
		configuration := func(entities string) []byte {
			config := `[{"_id":"web","type":"system:url","base_url":"` + service.URL + `"}`
			for name, source := range sources {
				source = strings.Replace(source, "%s", entities, 1)
				config += fmt.Sprintf(`,{"_id":"%s","type":"pipe","source":%s},{"_id":"%s-decoded","type":"pipe","source":%s,%s}`, name, source, name, source, decoding)
			}
			return []byte(config + "]")
		}
		pipes := []string{"sent", "sent-decoded", "pulled", "pulled-decoded", "embedded", "embedded-decoded"}
		// A configuration is written by people: there, what is not text is refused, and so are equal keys.
		err := b.node.Replace("application/json", configuration(string(dataset.Readable([]byte(entity)))), false)
		if err != nil && strings.Contains(err.Error(), "duplicated") {
			pipes = pipes[:4]
			err = b.node.Replace("application/json", configuration(""), false)
		}
		if err != nil {
			t.Fatal(err)
		}
		want := ""
		for _, pipe := range pipes {
			if strings.HasPrefix(pipe, "sent") {
				b.json("POST", "/receivers/"+pipe+"/entities?is_full=true", answer, 200)
			} else if run, err := b.node.Run(context.Background(), pipe, pump.Request{}); err != nil || run.Outcome != pump.Completed {
				t.Fatal(pipe, run, err)
			}
			got := stored(t, b, pipe)
			if want == "" {
				want = got
			}
			if got != want {
				t.Fatalf("%s is stored as %s by %s, as %s by sent", entity, got, pipe, want)
			}
		}
		if strings.ToValidUTF8(want, "") != want {
			t.Fatalf("%s is stored as %q", entity, want)
		}
	})
}

// stored returns the content of the only entity of a dataset, and its hash.
func stored(t *rapid.T, b *bed, name string) string {
	out := ""
	for v, err := range b.node.Store().Entities(context.Background(), name, dataset.Query{Since: -1}) {
		if err != nil {
			t.Fatal(err)
		}
		out += fmt.Sprintf("%s{%s}%x", v.ID, v.Members, v.Sum)
	}
	return out
}

// A preview of an entity that is nested too deeply is the client's mistake, and so is sending one.
func TestDeepEntitiesAreRefused(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	deep := `{"_id":"1","a":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `}`
	answer := b.json("POST", "/receivers/sent/entities", "["+deep+"]", 400)
	if text, _ := at(answer, "detail").(string); !strings.Contains(text, "nested more than 1000 levels deep") {
		t.Error(text)
	}
	b.form("/pipes/copy/preview", map[string][]string{"source": {deep}}, 400)
}
