package api

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// legacyContact is a contact as version 1 shows it, its fields in the order in which HubSpot sends them.
type legacyContact struct {
	Vid              int64                         `json:"vid"`
	CanonicalVid     int64                         `json:"canonical-vid"`
	MergedVids       []int64                       `json:"merged-vids"`
	PortalID         int                           `json:"portal-id"`
	IsContact        bool                          `json:"is-contact"`
	Properties       map[string]legacyContactValue `json:"properties"`
	FormSubmissions  []struct{}                    `json:"form-submissions"`
	ListMemberships  []struct{}                    `json:"list-memberships,omitzero"`
	IdentityProfiles []identityProfile             `json:"identity-profiles"`
	MergeAudits      []struct{}                    `json:"merge-audits"`
	// AddedAt is the time by which a list is ordered; single contacts have none.
	AddedAt int64 `json:"addedAt,omitzero"`
}

// legacyContactValue is a property of a contact.
type legacyContactValue struct {
	Value    string                 `json:"value"`
	Versions []legacyContactVersion `json:"versions,omitempty"`
}

// legacyContactVersion is the present value of a contact's property or one of its past values.
type legacyContactVersion struct {
	Value       string  `json:"value"`
	SourceType  string  `json:"source-type"`
	SourceID    *string `json:"source-id"`
	SourceLabel *string `json:"source-label"`
	Timestamp   int64   `json:"timestamp"`
	Selected    bool    `json:"selected"`
}

// identityProfile is what a contact is known by.
type identityProfile struct {
	Vid        int64      `json:"vid"`
	Saved      int64      `json:"saved-at-timestamp"`
	Changed    int64      `json:"deleted-changed-timestamp"`
	Identities []identity `json:"identities"`
}

type identity struct {
	Type      string `json:"type"`
	Value     string `json:"value"`
	Timestamp int64  `json:"timestamp"`
	Primary   bool   `json:"is-primary,omitzero"`
}

// The ways in which version 1 shows the properties of a contact.
const (
	valueOnly       = "value_only"
	valueAndHistory = "value_and_history"
)

// legacyContactShow is what an answer shows of each contact.
type legacyContactShow struct {
	object    *store.Store
	names     []string // nil shows every property
	histories bool
	lists     bool // shows the lists that the contact is in: there are none here
}

// legacyContactShowOf reads the parameters of an endpoint, which shows some properties if the caller names none, in one of the
// two ways if the caller does not choose.
func legacyContactShowOf(c *gin.Context, o *store.Store, ordinary []string, mode string) (legacyContactShow, error) {
	show := legacyContactShow{object: o, names: ordinary}
	if asked := names(c, "property"); len(asked) > 0 {
		show.names = append(asked, "lastmodifieddate")
	}
	if text := c.Query("propertyMode"); text != "" {
		mode = text
	}
	if mode != valueOnly && mode != valueAndHistory {
		return show, refusal.NotOneOf("propertyMode", mode, valueOnly, valueAndHistory)
	}
	show.histories = mode == valueAndHistory
	var err error
	show.lists, err = flag(c, "showListMemberships")
	return show, err
}

// contact shows a contact.
func (show legacyContactShow) contact(r *record.Record) legacyContact {
	shown := legacyContact{
		Vid: r.ID, CanonicalVid: r.ID, MergedVids: mergedVids(r), PortalID: refusal.PortalID, IsContact: true,
		Properties: show.properties(r), FormSubmissions: []struct{}{},
		IdentityProfiles: []identityProfile{{Vid: r.ID, Saved: r.Created, Identities: identities(show.object, r)}},
		MergeAudits:      []struct{}{},
	}
	if show.lists {
		shown.ListMemberships = []struct{}{}
	}
	return shown
}

// listed shows a contact in a list that is ordered by a time.
func (show legacyContactShow) listed(r *record.Record, at int64) legacyContact {
	shown := show.contact(r)
	shown.AddedAt = at
	return shown
}

func (show legacyContactShow) properties(r *record.Record) map[string]legacyContactValue {
	chosen := legacyShow{object: show.object, names: show.names, all: show.names == nil, whole: true}
	all := map[string]legacyContactValue{}
	for name, value := range chosen.properties(r) {
		one := legacyContactValue{Value: value.Value}
		if show.histories {
			for _, version := range value.Versions {
				one.Versions = append(one.Versions, legacyContactVersionOf(version))
			}
		}
		all[name] = one
	}
	return all
}

func legacyContactVersionOf(version legacyVersion) legacyContactVersion {
	shown := legacyContactVersion{Value: version.Value, SourceType: version.Source, Timestamp: version.Timestamp}
	if version.SourceID != "" {
		shown.SourceID = &version.SourceID
	}
	return shown
}

// mergedVids are the IDs of the contacts that were merged into one.
func mergedVids(r *record.Record) []int64 {
	all := []int64{}
	for _, text := range r.MergedIDs() {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil {
			all = append(all, id)
		}
	}
	return all
}

// identities are the email addresses of a contact, its own first.
func identities(o *store.Store, r *record.Record) []identity {
	all := []identity{}
	if own, ok := r.Values.Get(o.Schema.AnyKey(o.Type.Identity.Property)); ok {
		all = append(all, identity{Type: "EMAIL", Value: own, Timestamp: r.Created, Primary: true})
	}
	more, _ := r.Values.Get(o.Schema.AnyKey(o.Type.Identity.Additional))
	for _, address := range slices.DeleteFunc(strings.Split(more, ";"), func(one string) bool { return one == "" }) {
		all = append(all, identity{Type: "EMAIL", Value: address, Timestamp: r.Created})
	}
	return all
}
