package admin

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// changeContacts changes contacts at once, those named or some drawn by chance, and answers {"changed": [ids]}.
func (a *Admin) changeContacts(c *gin.Context) {
	var wish struct {
		Count           *int              `json:"count"`
		IDs             []string          `json:"ids"`
		Properties      map[string]string `json:"properties"`
		SameMillisecond bool              `json:"sameMillisecond"`
	}
	if !read(c, &wish) {
		return
	}
	change := hub.Change{Properties: wish.Properties, SameInstant: wish.SameMillisecond}
	switch {
	case wish.Count != nil && wish.IDs != nil:
		refuse(c, http.StatusBadRequest, errors.New("count and ids exclude each other, want one of them"))
		return
	case wish.Count != nil:
		change.Count = *wish.Count
	case wish.IDs != nil:
		change.IDs = make([]int64, len(wish.IDs))
		for i, text := range wish.IDs {
			id, ok := store.ParseID(text)
			if !ok {
				refuse(c, http.StatusBadRequest, fmt.Errorf("ids[%d] %q is not a number", i, text))
				return
			}
			change.IDs[i] = id
		}
	default:
		refuse(c, http.StatusBadRequest, errors.New("it is not said which contacts change, want count or ids"))
		return
	}
	changed, err := a.Hub.Change(change)
	if err != nil {
		refuse(c, statusOf(err), err)
		return
	}
	ids := make([]string, len(changed))
	for i, id := range changed {
		ids[i] = strconv.FormatInt(id, 10)
	}
	c.JSON(http.StatusOK, gin.H{"changed": ids})
}

// getChurn answers {"perMinute": n}.
func (a *Admin) getChurn(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{"perMinute": a.Hub.Churn()})
}

// setChurn changes contacts in the background, {"perMinute": n}; 0 stops it.
func (a *Admin) setChurn(c *gin.Context) {
	var wish struct {
		PerMinute int `json:"perMinute"`
	}
	if !read(c, &wish) {
		return
	}
	if err := a.Hub.SetChurn(wish.PerMinute); err != nil {
		refuse(c, http.StatusBadRequest, err)
		return
	}
	a.getChurn(c)
}

// restoreContact makes an archived contact live again and answers it as the vendor writes contacts.
func (a *Admin) restoreContact(c *gin.Context) {
	id, ok := store.ParseID(c.Param("id"))
	if !ok {
		refuse(c, http.StatusBadRequest, fmt.Errorf("id %q is not a number", c.Param("id")))
		return
	}
	r, err := a.Hub.Contacts.Restore(id)
	if err != nil {
		refuse(c, statusOf(err), fmt.Errorf("contact %d: %w", id, err))
		return
	}
	names := make([]string, 0, 16)
	for name := range a.Hub.Contacts.Schema.Named(r) {
		names = append(names, name)
	}
	body := a.Hub.Contacts.Schema.View(names...).Append(nil, r, true)
	c.Data(http.StatusOK, "application/json; charset=utf-8", append(body, '}'))
}

// statusOf is the status that says what kind of error it is.
func statusOf(err error) int {
	if errors.Is(err, store.ErrNotFound) {
		return http.StatusNotFound
	}
	if _, taken := errors.AsType[*store.TakenError](err); taken {
		return http.StatusConflict
	}
	return http.StatusBadRequest
}
