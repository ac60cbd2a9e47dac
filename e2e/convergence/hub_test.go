package convergence

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
)

// user is the token of those who work in HubSpot: faults are for the connector's alone.
const user = "pat-eu1-5ec2e700-e2e0-4000-8000-c0ffee000002" //nolint:gosec // only fakes accept it

// asUser makes a call of HubSpot's API, and decodes a successful answer into it.
func (w *world) asUser(method, path, body string, answer any) error {
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	request.Header.Set("Authorization", "Bearer "+user)
	request.Header.Set("Content-Type", "application/json")
	recorder := httptest.NewRecorder()
	w.hub.Handler().ServeHTTP(recorder, request)
	if recorder.Code >= http.StatusMultipleChoices {
		return fmt.Errorf("%s %s: status %d: %s", method, path, recorder.Code, recorder.Body)
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(recorder.Body.Bytes(), answer)
}

// defineOwn defines the object types that HubSpot does not have itself, and makes records of them.
func (w *world) defineOwn() error {
	for _, o := range w.objects {
		if !o.own {
			continue
		}
		if err := w.asUser(http.MethodPost, "/crm/v3/schemas", carSchema, nil); err != nil {
			return err
		}
		for range w.Size.Contacts / 2 {
			w.created++
			if _, err := w.hub.Object(o.name).Create(o.created(w.created)); err != nil {
				return err
			}
		}
	}
	return nil
}

// tie associates two records by the type without a label; untie takes all associations between them away.
func (w *world) tie(from object, fromID string, to object, toID string) error {
	path := fmt.Sprintf("/crm/v4/objects/%s/%s/associations/default/%s/%s", from.name, fromID, to.name, toID)
	return w.asUser(http.MethodPut, path, "", nil)
}

func (w *world) untie(from object, fromID string, to object, toID string) error {
	path := fmt.Sprintf("/crm/v4/objects/%s/%s/associations/%s/%s", from.name, fromID, to.name, toID)
	return w.asUser(http.MethodDelete, path, "", nil)
}

// label gives two records one type of HubSpot's own instead of those they have, by its number.
func (w *world) label(from object, fromID string, to object, toID string, typeID int) error {
	path := fmt.Sprintf("/crm/v4/objects/%s/%s/associations/%s/%s", from.name, fromID, to.name, toID)
	body := fmt.Sprintf(`[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":%d}]`, typeID)
	return w.asUser(http.MethodPut, path, body, nil)
}

// links are those of all live records of an object type to those of another.
func (w *world) links(from, to object) (map[link]string, error) {
	records, err := w.live(from)
	if err != nil {
		return nil, err
	}
	all := map[link]string{}
	for _, record := range records {
		if err := w.linksOf(all, from, record.ID, to); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// linksOf adds the links of one record.
func (w *world) linksOf(all map[link]string, from object, id string, to object) error {
	address := fmt.Sprintf("/crm/v4/objects/%s/%s/associations/%s?limit=500", from.name, id, to.name)
	for after := ""; ; {
		var page struct {
			Results []struct {
				To    json.Number `json:"toObjectId"`
				Types []any       `json:"associationTypes"`
			} `json:"results"`
			Paging struct {
				Next struct {
					After string `json:"after"`
				} `json:"next"`
			} `json:"paging"`
		}
		if err := w.asUser(http.MethodGet, address+after, "", &page); err != nil {
			return err
		}
		for _, one := range page.Results {
			all[link{id, one.To.String()}] = typesOf(one.Types)
		}
		if page.Paging.Next.After == "" {
			return nil
		}
		after = "&after=" + url.QueryEscape(page.Paging.Next.After)
	}
}

// noteTies takes in what the links are like now.
func (w *world) noteTies() error {
	for _, t := range w.ties {
		present, err := w.links(t.from, t.to)
		if err != nil {
			return err
		}
		t.note(present, w.hub.Now())
	}
	return nil
}
