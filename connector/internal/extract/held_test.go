package extract

import (
	"log/slog"
	"net/url"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

// However many links records have, only so many are read in advance. What has been shown is forgotten, and read again if the
// same record comes again.
func TestLinksInMemoryAreBounded(t *testing.T) {
	const each, records = 20_000, 8
	all := make([]hubspottest.Link, 2*each)
	for i := range all {
		all[i].To = uint64(i + 1)
	}
	up := hubspottest.New()
	up.LinkPage = each
	up.Links = map[string]map[uint64][]hubspottest.Link{"companies": {}}
	ids := make([]uint64, records)
	for i := range ids {
		ids[i] = uint64(i + 1)
		up.Links["companies"][ids[i]] = all
	}
	companies := &hubspot.Object{Name: "companies", Path: "companies", Singular: "company"}
	client := hubspot.New(hubspot.Options{
		Root: &url.URL{Scheme: "http", Host: "hubspot.test", Path: "/crm"}, Version: "v3", Transport: up, Clock: clocktest.New(),
		Chance: func() float64 { return 0 }, Logger: slog.New(slog.DiscardHandler), RateShare: 1, PageMemory: 512 << 20,
	})
	run := &Run{session: client.Session(hubspot.Contacts), object: hubspot.Contacts}
	l, err := run.readLinks(t.Context(), newAssociated(companies), ids)
	if err != nil || l.held > (records+1)*each {
		t.Fatalf("%d links in memory, %v", l.held, err)
	}
	twice := &page{Page: &hubspot.Page{Records: []hubspot.Record{{ID: []byte("1")}, {ID: []byte("1")}}}}
	for i := range twice.Records {
		one, err := l.ofRecord(t.Context(), twice, i)
		if err != nil || len(one.list) != len(all) {
			t.Fatalf("time %d: %d links, %v", i+1, len(one.list), err)
		}
		l.forget(one)
	}
}
