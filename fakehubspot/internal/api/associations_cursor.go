package api

import (
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// A cursor of associations is the ID of the object type and that of the record with which the next page begins, such as
// 0-2-7502, in base64 as a URL has it.
func associationCursor(typeID string, next int64) string {
	return url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(typeID + "-" + strconv.FormatInt(next, 10))))
}

// parseAssociationCursor reads a cursor as it was given out, or decoded. An empty one is the beginning.
func parseAssociationCursor(text, typeID string) (first int64, err error) {
	if text == "" {
		return 0, nil
	}
	if plain, err := url.PathUnescape(text); err == nil {
		text = plain
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	id, found := strings.CutPrefix(string(raw), typeID+"-")
	first, numeric := store.ParseID(id)
	if err != nil || !found || !numeric {
		return 0, refusal.BadCursor(text)
	}
	return first, nil
}

// nextAssociations is the paging of associations whose pages are at a URL, with the parameters given.
func nextAssociations(typeID string, next int64, url string, parameters ...string) *paging {
	after := associationCursor(typeID, next)
	return &paging{nextPage{after, url + "?" + strings.Join(append(parameters, "after="+after), "&")}}
}
