package ui

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// ties are the associations of a record to one object type.
type ties struct {
	Label, Plural string
	Total, Shown  int
	First, More   []tie // those that are seen at once, and those that are folded
}

// tie is one associated record.
type tie struct {
	ID, Title string
	Open      string // its address
	Path      string // of the association in the control API; empty if it cannot be taken away
	Labels    []string
	// Undo is the body that makes the association again; empty if it takes more than one request.
	Undo string
}

// shownTies is how many associations to one object type are shown, firstTies how many of them at once.
const (
	shownTies = 25
	firstTies = 5
)

func tiesOf(account *store.Account, o *store.Store, r *record.Record) []ties {
	var all []ties
	for _, to := range account.Objects() {
		page, _ := account.Associations.Page(o.Ref(r.ID), to.Type.TypeID, 0, shownTies)
		if len(page) == 0 {
			continue
		}
		group := ties{
			Label: to.Definition().Settings.Labelled(to.Type.Names).Plural, Plural: to.Type.Plural,
			Total: account.Associations.Count(o.Ref(r.ID), to.Type.TypeID),
		}
		for _, one := range page {
			group.First = append(group.First, tieOf(o, to, r, one))
		}
		group.Shown = len(group.First)
		group.First, group.More = group.First[:min(firstTies, group.Shown)], group.First[min(firstTies, group.Shown):]
		all = append(all, group)
	}
	return all
}

func tieOf(o, to *store.Store, r *record.Record, one association.Tie) tie {
	id := strconv.FormatInt(one.To, 10)
	shown := tie{
		ID: id, Title: to.Type.Title() + " " + id, Open: wish{Object: to.Type.Plural, Record: id}.String(),
	}
	if r.Archived == 0 {
		shown.Path = "/_fake/objects/" + url.PathEscape(o.Type.Plural) + "/" + strconv.FormatInt(r.ID, 10) + "/associations/" + url.PathEscape(to.Type.Plural) + "/" + id
	}
	if other, live := to.Get(one.To); live {
		shown.Title = titleOf(to, other)
	}
	for _, t := range one.Types {
		if t.IsLabel() {
			shown.Labels = append(shown.Labels, t.Label)
		}
	}
	switch len(shown.Labels) {
	case 0:
		shown.Undo = "{}"
	case 1:
		body, err := json.Marshal(map[string]string{"label": shown.Labels[0]})
		if err == nil {
			shown.Undo = string(body)
		}
	}
	return shown
}

// partner is an object type with which the records of another can be associated, and the labels for that.
type partner struct {
	Label, Plural string
	Labels        []string
}

func partners(account *store.Account, o *store.Store) []partner {
	var all []partner
	for _, t := range account.Associations.From(o.Type.TypeID) {
		to, known := account.Object(t.To)
		if !known {
			continue
		}
		i := slices.IndexFunc(all, func(p partner) bool { return p.Plural == to.Type.Plural })
		if i < 0 {
			all = append(all, partner{Label: to.Definition().Settings.Labelled(to.Type.Names).Plural, Plural: to.Type.Plural})
			i = len(all) - 1
		}
		if t.IsLabel() && !slices.Contains(all[i].Labels, t.Label) {
			all[i].Labels = append(all[i].Labels, t.Label)
		}
	}
	slices.SortFunc(all, func(a, b partner) int { return strings.Compare(a.Label, b.Label) })
	return all
}
