package api

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// inlinePage is how many associated records of an object type a record shows.
const inlinePage = 100

// associated are the associations with one object type in an answer.
type associated struct {
	Results []associatedRecord `json:"results"`
	Paging  *paging            `json:"paging,omitempty"`
}

// associatedRecord is one type by which a record is associated: with several types it is there several times.
type associatedRecord struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

// paging says where a list goes on.
type paging struct {
	Next nextPage `json:"next"`
}

type nextPage struct {
	After string `json:"after"`
	Link  string `json:"link"`
}

// inline is the associations that an answer shows with each record.
type inline struct {
	account *store.Account
	objects []*object.Type
	page    int    // the most records of an object type
	records string // the URL of the records
}

// inlineOf reads the parameter associations. Unknown names are ignored.
func (s *server) inlineOf(c *gin.Context) inline {
	show := inline{account: s.Account(c.Request), page: s.tiePage(inlinePage)}
	for _, name := range names(c, "associations") {
		if other, known := show.account.Object(name); known && !slices.Contains(show.objects, other.Type) {
			show.objects = append(show.objects, other.Type)
		}
	}
	if len(show.objects) > 0 {
		show.records = recordsURL(c)
	}
	return show
}

// append appends the member "associations". Object types without associations are left out; so is the member when nothing
// remains.
func (show inline) append(b []byte, o *store.Store, r *record.Record) []byte {
	all := map[string]associated{}
	for _, other := range show.objects {
		page, next := show.account.Associations.Page(o.Ref(r.ID), other.TypeID, 0, show.page)
		if page == nil {
			continue
		}
		one := associated{Results: flat(page)}
		if next != 0 {
			link := show.records + "/" + strconv.FormatInt(r.ID, 10) + "/associations/" + other.Plural
			one.Paging = nextAssociations(other.TypeID, next, link)
		}
		all[inlineKey(other)] = one
	}
	if len(all) == 0 {
		return b
	}
	encoded, err := json.Marshal(all, json.Deterministic(true))
	if err != nil {
		panic("api: associations cannot be marshalled: " + err.Error()) // they hold only texts
	}
	return slices.Concat(b, []byte(`,"associations":`), encoded)
}

// inlineKey is how the member for an object type is called: its plural, with spaces.
func inlineKey(other *object.Type) string {
	if strings.HasPrefix(other.TypeID, "0-") {
		return strings.ReplaceAll(other.Plural, "_", " ")
	}
	return other.Plural
}

// recordsURL is the URL of the records of the object type in the path of a list or of a single read.
func recordsURL(c *gin.Context) string {
	base := location(c)
	if c.Param("id") != "" {
		base = base[:strings.LastIndexByte(base, '/')]
	}
	return base
}
