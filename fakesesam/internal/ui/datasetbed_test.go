package ui

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/clock"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/runall"
)

// pageBed is a node without pipes, and its pages.
type pageBed struct {
	tb      testing.TB
	node    *node.Node
	clock   *clock.Manual
	handler http.Handler
}

func newPageBed(tb testing.TB) *pageBed {
	tb.Helper()
	at := clock.NewManual(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	n, err := node.New(node.Options{Data: tb.TempDir(), NoSync: true, Clock: at})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := n.Close(); err != nil {
			tb.Error(err)
		}
	})
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.UseRawPath = true
	Mount(engine, n, runall.New(n), nil, "test", false)
	return &pageBed{tb, n, at, engine.Handler()}
}

// write writes entities to the dataset d: the members of each by its ID, "" for one that is deleted.
func (b *pageBed) write(entities ...[2]string) {
	b.tb.Helper()
	err := b.node.Store().Update(func(tx *dataset.Tx) error {
		for _, e := range entities {
			if _, err := tx.Append("d", dataset.Entity{ID: e[0], Deleted: e[1] == "", Members: []byte(e[1])}, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.tb.Fatal(err)
	}
}

// page requests a page.
func (b *pageBed) page(path string) (status int, body string) {
	b.tb.Helper()
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, http.NoBody))
	return w.Code, w.Body.String()
}

// contact is the content of a contact as the connector returns it.
func contact(i int) string {
	return fmt.Sprintf(`"archived":false,"createdAt":"2025-11-01T10:11:12.345Z","id":"%[1]d","properties":{"createdate":"2025-11-01T10:11:12.345Z",`+
		`"email":"person.%[1]d@example.com","firstname":"Ingrid","hs_object_id":"%[1]d","lastmodifieddate":"2026-01-01T00:00:00.%03[2]dZ",`+
		`"lastname":"Nordmann %[2]d"},"updatedAt":"2026-01-01T00:00:00.%03[2]dZ","url":"https://app.hubspot.com/contacts/62515/record/0-1/%[1]d"`, i, i%1000)
}
