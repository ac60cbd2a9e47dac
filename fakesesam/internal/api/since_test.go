package api

import (
	"context"
	"net/url"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// A position before the beginning means everything, wherever it is given; one that is no integer is the client's mistake.
func TestPositions(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	b.runAll()
	for _, path := range []string{
		"/datasets/copy/entities", "/pipes/copy/entities", "/pipes/copy/entities?stage=source", "/pipes/published/entities",
		"/publishers/copy/entities", "/publishers/published/entities",
	} {
		u, _ := url.Parse(path)
		for since, want := range map[string]int{"": 2, "-1": 2, "-2": 2, "-995": 2, "-99999999999999999999": 2, "0": 1, "1": 0, "9223372036854775807": 0, "99999999999999999999": 0} {
			values := u.Query()
			values.Set("since", since)
			got, _ := b.get(u.Path + "?" + values.Encode()).([]any)
			if len(got) != want {
				t.Errorf("%s since=%s: %d entities, want %d", path, since, len(got), want)
			}
		}
		for _, since := range []string{"abc", "1.5", "2022-04-14"} {
			values := u.Query()
			values.Set("since", since)
			b.equal(at(b.do("GET", u.Path+"?"+values.Encode(), nil, nil, 400), "detail"), `since must be an integer, got "`+since+`"`)
		}
	}
	b.form("/pipes/copy/pump", url.Values{"operation": {"update-last-seen"}, "last-seen": {"abc"}}, 400)
	b.form("/pipes/copy/pump", url.Values{"operation": {"update-last-seen"}, "last-seen": {"-995"}}, 200)
	run, err := b.node.Run(context.Background(), "copy", pump.Request{})
	if err != nil || run.Processed != 2 {
		t.Errorf("%+v, %v", run, err)
	}
}

// A partial rescan that reaches further back than the dataset reads all of it.
func TestPartialRescanBeyondTheBeginning(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.json("PUT", "/config", `[`+project["pipes/persons.conf.json"]+`,{"_id":"p","type":"pipe","source":{"type":"dataset","dataset":"persons"},
		"pump":{"partial_rescan_run_count":2,"partial_rescan_delta":1000}}]`, 200)
	var processed []int
	for _, pipe := range []string{"persons", "p", "p", "p"} {
		run, err := b.node.Run(context.Background(), pipe, pump.Request{})
		if err != nil {
			t.Fatal(err)
		}
		processed = append(processed, run.Processed)
	}
	b.equal(processed, []int{2, 2, 0, 2})
}

// A client continues from X-Dataset-Max-Updated: it must not be beyond what the answer shows.
func TestHeadersAndBodyShowOneMoment(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	b.upload()
	b.runAll()
	if err := b.node.Store().Update(func(tx *dataset.Tx) error { return tx.Hold("persons", 1) }); err != nil {
		t.Fatal(err)
	}
	header, body := b.header("/datasets/persons/entities?history=false")
	b.equal(header.Get("X-Dataset-Max-Updated"), "0")
	if header, all := b.header("/datasets/persons/entities?uncommitted=true"); header.Get("X-Dataset-Max-Updated") != "1" || len(all) <= len(body) {
		t.Errorf("%v %s", header, all)
	}
}
