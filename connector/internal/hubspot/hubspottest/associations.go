package hubspottest

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Link is an associated record.
type Link struct {
	To    uint64
	Types string // JSON; "" is the type that most have
}

// Unlabeled is the JSON of the one type that most associations have.
const Unlabeled = `[{"category":"HUBSPOT_DEFINED","typeId":279,"label":null}]`

// Owner is somebody whom records are assigned to.
type Owner struct {
	ID       uint64
	Updated  time.Time
	Archived bool
}

// JSON returns the owner as HubSpot lists it.
func (o Owner) JSON() string {
	return fmt.Sprintf(`{"id":"%d","email":"o%d@example.com","createdAt":"2020-01-01T00:00:00.000Z","updatedAt":%q,"archived":%v,"teams":[]}`,
		o.ID, o.ID, o.Updated.UTC().Format(layout), o.Archived)
}

// associations answers with the links of all inputs, and reports those that have none as errors unless it is to keep silent.
func (u *Upstream) associations(w http.ResponseWriter, r *http.Request, body map[string]any) {
	parts := strings.Split(r.URL.Path, "/")
	links := u.Links[parts[len(parts)-3]]
	inputs, _ := body["inputs"].([]any)
	var results, errors []string
	for _, input := range inputs {
		if u.Told > 0 && len(results) == u.Told {
			break
		}
		members, _ := input.(map[string]any)
		text, _ := members["id"].(string)
		after, _ := members["after"].(string)
		id, _ := strconv.ParseUint(text, 10, 64)
		if result := u.linksOf(id, links[id], after); result != "" {
			results = append(results, result)
		} else if !u.Silent {
			errors = append(errors, fmt.Sprintf(`{"status":"error","category":"OBJECT_NOT_FOUND","subCategory":"crm.associations.NO_ASSOCIATIONS_FOUND","message":"No company is associated with contact %d.","context":{"fromObjectId":["%d"],"fromObjectType":["contact"],"toObjectType":["company"]}}`, id, id))
		}
	}
	reported := ""
	if len(errors) > 0 {
		w.WriteHeader(http.StatusMultiStatus)
		reported = fmt.Sprintf(`,"numErrors":%d,"errors":[%s]`, len(errors), strings.Join(errors, ","))
	}
	_, _ = fmt.Fprintf(w, `{"status":"COMPLETE","results":[%s]%s,"startedAt":"x","completedAt":"y"}`, strings.Join(results, ","), reported)
}

// linksOf is a page of the links of one record, "" if it has none.
func (u *Upstream) linksOf(id uint64, links []Link, after string) string {
	token, _ := base64.StdEncoding.DecodeString(after)
	from, _ := strconv.Atoi(string(token))
	links = links[min(from, len(links)):]
	if len(links) == 0 {
		return ""
	}
	next := ""
	if u.LinkPage > 0 && len(links) > u.LinkPage {
		links = links[:u.LinkPage]
		next = fmt.Sprintf(`,"paging":{"next":{"after":%q,"link":"https://example.invalid/?after=x"}}`, base64.StdEncoding.EncodeToString([]byte(strconv.Itoa(from+u.LinkPage))))
	}
	to := make([]string, len(links))
	for i, link := range links {
		format := `{"toObjectId":%d,"associationTypes":%s}`
		if link.To%2 == 1 { // HubSpot writes both
			format = `{"toObjectId":"%d","associationTypes":%s}`
		}
		types := link.Types
		if types == "" {
			types = Unlabeled
		}
		to[i] = fmt.Sprintf(format, link.To, types)
	}
	return fmt.Sprintf(`{"from":{"id":"%d"},"to":[%s]%s}`, id, strings.Join(to, ","), next)
}

// owners lists the live or the archived owners. A cursor is the position of an owner.
func (u *Upstream) owners(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	var items []string
	for _, o := range u.Owners {
		if o.Archived == (query.Get("archived") == "true") {
			items = append(items, o.JSON())
		}
	}
	requested, _ := strconv.Atoi(query.Get("limit"))
	from, _ := strconv.Atoi(query.Get("after"))
	items = items[min(from, len(items)):]
	next := ""
	if limit := u.limit(requested); len(items) > limit {
		items, next = items[:limit], fmt.Sprintf(`,"paging":{"next":{"after":"%d"}}`, from+limit)
	}
	_, _ = fmt.Fprintf(w, `{"results":[%s]%s}`, strings.Join(items, ","), next)
}
