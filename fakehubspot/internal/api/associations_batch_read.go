package api

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

// maxReadTies is how many records a batch can read the associations of.
const maxReadTies = 1_000

// tiesInput asks for the associations of a record, from a cursor on.
type tiesInput struct {
	ID    string `json:"id"`
	After string `json:"after"`
}

// tiesOfOne is a record's associations in a batch.
type tiesOfOne[T any] struct {
	From   reference `json:"from"`
	To     []T       `json:"to"`
	Paging *paging   `json:"paging,omitempty"`
}

// batchReadAssociations is POST to batch/read. Records without associations are errors in the answer.
func (s *server) batchReadAssociations(c *gin.Context, e ends) error {
	as := editionOf(c)
	return readTies(s, c, e, as.mixed, func(in tiesInput, from association.Ref) (tiesOfOne[tieShape], error) {
		first, err := parseAssociationCursor(in.After, e.to.Type.TypeID)
		if err != nil {
			return tiesOfOne[tieShape]{}, err
		}
		page, next := s.Account(c.Request).Associations.Page(from, e.to.Type.TypeID, first, s.tiePage(maxTiesInBatch))
		return tiesOfOne[tieShape]{reference{in.ID}, as.ties(page), s.nextInBatch(c, e, from, next)}, nil
	})
}

// batchReadAssociationsV3 is the same in v3, which passes over cursors in silence.
func (s *server) batchReadAssociationsV3(c *gin.Context, e ends) error {
	return readTies(s, c, e, http.StatusMultiStatus, func(in tiesInput, from association.Ref) (tiesOfOne[associatedRecord], error) {
		page, next := s.Account(c.Request).Associations.Page(from, e.to.Type.TypeID, 0, s.tiePage(maxTiesV3))
		return tiesOfOne[associatedRecord]{reference{in.ID}, flat(page), s.nextInBatch(c, e, from, next)}, nil
	})
}

// nextInBatch is where the associations of one record go on. Its link leads to the associations of that record alone.
func (s *server) nextInBatch(c *gin.Context, e ends, from association.Ref, next int64) *paging {
	if next == 0 {
		return nil
	}
	link := site(c) + "/crm/v4/objects/"
	if version := c.Param("version"); version != "" {
		link = site(c) + "/crm/objects/" + version + "/"
	}
	link += e.from.Type.Plural + "/" + strconv.FormatInt(from.ID, 10) + "/associations/" + e.to.Type.Plural
	return nextAssociations(e.to.Type.TypeID, next, link)
}

// readTies is what both versions of batch/read have in common.
func readTies[T any](s *server, c *gin.Context, e ends, mixed int, read func(tiesInput, association.Ref) (tiesOfOne[T], error)) error {
	var body struct {
		Inputs []tiesInput `json:"inputs"`
	}
	if err := decodeBatch(c, &body, &body.Inputs, maxReadTies); err != nil {
		return err
	}
	answer := s.newBatch()
	answer.mixed = mixed
	for _, in := range body.Inputs {
		if in.ID == "" {
			return refusal.MissingFields("id")
		}
		from, ok := live(e.from, in.ID)
		if !ok {
			answer.errors = append(answer.errors, refusal.NoAssociations(e.from.Type.Singular, e.to.Type.Singular, in.ID))
			continue
		}
		one, err := read(in, from)
		if err != nil {
			return err
		}
		if len(one.To) == 0 && in.After == "" {
			answer.errors = append(answer.errors, refusal.NoAssociations(e.from.Type.Singular, e.to.Type.Singular, in.ID))
			continue
		}
		if err := answer.append(one); err != nil {
			return err
		}
	}
	return s.sendBatch(c, http.StatusOK, answer)
}

// append adds a result.
func (b *batch) append(result any) error {
	encoded, err := json.Marshal(result)
	b.results = append(b.results, encoded)
	return err
}
