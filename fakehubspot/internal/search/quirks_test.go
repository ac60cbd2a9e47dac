package search_test

import (
	"errors"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/search"
)

// The people of the board have the IDs 9 (Ada), 10, 11 and 12.
func TestNumbersCanCompareAsText(t *testing.T) {
	b := newBoard(t)
	b.Quirks.IDsAsText = true
	for _, one := range []struct{ body, want string }{
		{`{"sorts":["hs_object_id"]}`, "BCDA"},
		{`{"sorts":["-hs_object_id"]}`, "ADCB"},
		{`{"filters":[{"propertyName":"hs_object_id","operator":"GT","value":"11"}]}`, "AD"},
		{`{"filters":[{"propertyName":"hs_object_id","operator":"LTE","value":"11"}]}`, "BC"},
		{`{"filters":[{"propertyName":"hs_object_id","operator":"BETWEEN","value":"12","highValue":"9"}]}`, "AD"},
		{`{"filters":[{"propertyName":"hs_object_id","operator":"EQ","value":10}]}`, "B"},
		{`{"filters":[{"propertyName":"hs_object_id","operator":"IN","values":["9","12"]}]}`, "AD"},
		{`{"filters":[{"propertyName":"lastmodifieddate","operator":"GT","value":"1700000000000"},` +
			`{"propertyName":"hs_object_id","operator":"GT","value":"10"}],"sorts":["hs_object_id"]}`, "CD"},
	} {
		if got, err := b.find(one.body); err != nil || got != one.want {
			t.Errorf("%s: %q (%v), want %q", one.body, got, err, one.want)
		}
	}
}

func TestTheEpochCanFail(t *testing.T) {
	for value, fails := range map[string]bool{`"0"`: true, `0`: true, `"1970-01-01T00:00:00Z"`: true, `"1000"`: false} {
		body := `{"filters":[{"propertyName":"lastmodifieddate","operator":"GTE","value":` + value + `}]}`
		b := newBoard(t)
		if got, err := b.find(body); err != nil || got != "ABCD" {
			t.Errorf("%s without the habit: %s, %v", value, got, err)
		}
		b.Quirks.EpochFails = true
		_, err := b.find(body)
		refused, ok := errors.AsType[*search.Error](err)
		if fails != (ok && refused.Reason == search.EpochValue) {
			t.Errorf("%s: %v", value, err)
		}
	}
}

func TestPagesCanBeShort(t *testing.T) {
	b := newBoard(t)
	b.Quirks.PageLimit = 3
	for body, want := range map[string]string{
		`{}`: "ABC", `{"limit":2}`: "AB", `{"limit":100,"after":"3"}`: "D",
	} {
		if got, err := b.find(body); err != nil || got != want {
			t.Errorf("%s: %q (%v), want %q", body, got, err, want)
		}
	}
	if (search.Quirks{}).Page(200) != 200 {
		t.Error("a page is short without the habit")
	}
}
