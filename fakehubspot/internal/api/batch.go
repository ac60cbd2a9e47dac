package api

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"hash/fnv"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/splitmix"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// batch is the answer to a batch call while it is made.
type batch struct {
	started string
	upsert  bool // results say whether they are new
	results [][]byte
	errors  []refusal.BatchError
	mixed   int // the status if there are errors; 0 means 207
}

func (s *server) newBatch() *batch {
	return &batch{started: record.Stamp(s.Now().UnixMilli())}
}

// sendBatch answers with status, or with another one when something failed.
func (s *server) sendBatch(c *gin.Context, status int, b *batch) error {
	if s.Writing.UnorderedResults {
		scatter(b.results)
	}
	body := append([]byte(`{"status":"COMPLETE","results":[`), bytes.Join(b.results, []byte{','})...)
	body = append(body, `],"startedAt":"`...)
	body = append(body, b.started...)
	body = append(body, `","completedAt":"`...)
	body = append(record.AppendStamp(body, s.Now().UnixMilli()), '"')
	if len(b.errors) > 0 {
		status = cmp.Or(b.mixed, http.StatusMultiStatus)
		list, err := json.Marshal(b.errors, json.Deterministic(true))
		if err != nil {
			return err
		}
		body = append(body, fmt.Sprintf(`,"numErrors":%d,"errors":%s`, len(b.errors), list)...)
	}
	send(c, status, append(body, '}'))
	return nil
}

// scatter puts results in an order that has nothing to do with that of the inputs, and is the same for the same results.
func scatter(results [][]byte) {
	slices.SortFunc(results, func(a, b []byte) int { return cmp.Compare(place(a), place(b)) })
}

// place is where a result stands among the others.
func place(result []byte) uint64 {
	sum := fnv.New64a()
	_, _ = sum.Write(result) // a hash takes everything
	return splitmix.Mix(sum.Sum64())
}

// decodeBatch reads a batch body and bounds its inputs. A body without inputs leaves them nil: HubSpot does nothing then,
// and says 200.
func decodeBatch[T any](c *gin.Context, target any, inputs *[]T, most int) error {
	if err := decode(c, target); err != nil {
		return err
	}
	if len(*inputs) > most {
		return refusal.TooManyInputs(most)
	}
	return nil
}

// reference names a record in a batch.
type reference struct {
	ID string `json:"id"`
}

// batchRead is POST to batch/read. Records that do not exist make it a 207.
func (s *server) batchRead(c *gin.Context, o *store.Store) error {
	var body struct {
		Inputs     []reference `json:"inputs"`
		Properties []string    `json:"properties"`
		History    []string    `json:"propertiesWithHistory"`
		Property   string      `json:"idProperty"`
	}
	if err := decodeBatch(c, &body, &body.Inputs, maxBatch); err != nil {
		return err
	}
	answer := s.newBatch()
	archived, err := flag(c, "archived")
	if err != nil {
		return err
	}
	if len(body.History) > 0 && len(body.Inputs) > maxHistoryBatch {
		return refusal.TooManyInputsWithHistory(maxHistoryBatch)
	}
	show := selection{object: o, view: viewOf(o, body.Properties), histories: historiesOf(o, body.History)}
	seen := map[int64]bool{}
	var missing []string
	for _, input := range body.Inputs {
		if input.ID == "" {
			return refusal.MissingFields("id")
		}
		r, err := find(o, input.ID, body.Property, archived)
		switch {
		case errors.Is(err, store.ErrNotFound):
			missing = append(missing, input.ID)
		case err != nil:
			return err
		case !seen[r.ID]:
			seen[r.ID] = true
			answer.results = append(answer.results, show.append(nil, r))
		}
	}
	answer.miss(o, missing)
	return s.sendBatch(c, http.StatusOK, answer)
}

// miss adds the one error for records that do not exist. Trace IDs, those of the inputs that have one, stand beside the IDs.
func (b *batch) miss(o *store.Store, ids []string, traceIDs ...string) {
	if len(ids) == 0 {
		return
	}
	missing := refusal.MissingRecords(o.Type.Word(), ids)
	if len(traceIDs) > 0 {
		missing.Context["objectWriteTraceId"] = traceIDs
	}
	b.errors = append(b.errors, missing)
}

// batchArchive is POST to batch/archive; IDs that name nothing are no error.
func (s *server) batchArchive(c *gin.Context, o *store.Store) error {
	var body struct {
		Inputs []reference `json:"inputs"`
	}
	if err := decodeBatch(c, &body, &body.Inputs, maxBatch); err != nil {
		return err
	}
	ids := make([]int64, len(body.Inputs))
	for i, input := range body.Inputs {
		if input.ID == "" {
			return refusal.MissingFields("id")
		}
		id, numeric := store.ParseID(input.ID)
		if !numeric {
			return idError(input.ID)
		}
		ids[i] = id
	}
	o.ArchiveAll(ids)
	sendNothing(c)
	return nil
}
