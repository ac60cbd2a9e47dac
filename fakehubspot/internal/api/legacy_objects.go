package api

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// legacyObject is a ticket, a product or a line item as version 1 shows it.
type legacyObject struct {
	ObjectType string                 `json:"objectType"`
	PortalID   int                    `json:"portalId"`
	ObjectID   int64                  `json:"objectId"`
	Properties map[string]legacyValue `json:"properties"`
	IsDeleted  bool                   `json:"isDeleted"`
}

// listLegacyObjects lists all records of an object type by ascending ID, with the properties asked for.
func (s *server) listLegacyObjects(c *gin.Context, o *store.Store) error {
	list, err := s.legacyList(c, o, objectPage, "offset")
	if err != nil {
		return err
	}
	show := legacyShowOf(c, o)
	page := struct {
		Objects []legacyObject `json:"objects"`
		More    bool           `json:"hasMore"`
		Offset  int64          `json:"offset"`
	}{[]legacyObject{}, list.more, list.offset}
	for _, r := range list.records {
		page.Objects = append(page.Objects, legacyObject{
			ObjectType: strings.ToUpper(o.Type.Singular), PortalID: refusal.PortalID, ObjectID: r.ID, Properties: show.properties(r),
		})
	}
	return sendValue(c, http.StatusOK, page)
}
