package deploy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// tutorial behaves as the service of Sesam's tutorials does: of changes it reads the first page of a search, without an order, with
// GT; what it returns is HubSpot's record without _id, with lastmodifieddate as _updated. Of all contacts it reads the first page,
// or every page if it has been mended by those who use it.
type tutorial struct {
	hubspot, key string
	mended       bool
}

// The system and the pipe of the tutorial. The system has the image that a host answers for.
const (
	tutorialSystem = `{"_id": "hubspot", "type": "system:microservice", "verify_ssl": true, "docker": {"image": "` + tutorialImage + `", "port": 5000,
		"environment": {"api-key": "$SECRET(hubspot-api-key)", "base-url": "$ENV(hubspot-base-url)", "since-field": "lastmodifieddate", "since-operator": "GT"}}}`
	tutorialPipe = `{"_id": "hubspot-contacts-collect", "type": "pipe",
		"source": {"type": "json", "system": "SYSTEM", "completeness": false, "supports_since": true, "url": "get_contacts"},
		"transform": {"type": "dtl", "rules": {"default": [["copy", "*"], ["add", "_id", "_S.id"]]}},
		"pump": {"rescan_cron_expression": "0 0 ? * *"}, "add_namespaces": false}`
)

func (s *tutorial) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	contacts, err := s.contacts(r, r.URL.Query().Get("since"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	for _, contact := range contacts {
		properties, _ := contact["properties"].(map[string]any)
		contact["_updated"] = properties["lastmodifieddate"]
	}
	w.Header().Set("Content-Type", "text/html")
	_ = json.NewEncoder(w).Encode(contacts)
}

func (s *tutorial) contacts(r *http.Request, since string) ([]map[string]any, error) {
	if since != "" {
		at, err := time.Parse("2006-01-02T15:04:05.999Z", since)
		if err != nil {
			return nil, err
		}
		first, _, err := s.page(r, http.MethodPost, "/search", map[string]any{"filterGroups": []any{map[string]any{"filters": []any{
			map[string]any{"propertyName": "lastmodifieddate", "operator": "GT", "value": at.UnixMilli()},
		}}}})
		return first, err
	}
	all, after, err := s.page(r, http.MethodGet, "", nil)
	for s.mended && after != "" && err == nil {
		var more []map[string]any
		more, after, err = s.page(r, http.MethodGet, "?after="+url.QueryEscape(after), nil)
		all = append(all, more...)
	}
	return all, err
}

func (s *tutorial) page(r *http.Request, method, path string, body any) (records []map[string]any, after string, err error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, "", err
	}
	request, err := http.NewRequestWithContext(r.Context(), method, s.hubspot+"/crm/v3/objects/contacts"+path, bytes.NewReader(text))
	if err != nil {
		return nil, "", err
	}
	request.Header.Set("Authorization", "Bearer "+s.key)
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return nil, "", fmt.Errorf("HubSpot answers %s", answer.Status)
	}
	var page struct {
		Results []map[string]any `json:"results"`
		Paging  struct {
			Next struct {
				After string `json:"after"`
			} `json:"next"`
		} `json:"paging"`
	}
	err = json.NewDecoder(answer.Body).Decode(&page)
	return page.Results, page.Paging.Next.After, err
}
