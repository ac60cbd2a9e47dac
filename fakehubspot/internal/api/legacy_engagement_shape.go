package api

import (
	"strconv"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// engagementKind is one of the object types that version 1 knows as engagements.
type engagementKind struct {
	object   *object.Type
	kind     string
	byValue  string // the property that says more exactly what kind it is
	metadata []metadatum
}

// metadatum is a member of an engagement's metadata: a property by its old name.
type metadatum struct {
	member, property string
	form             func(string) any
}

// engagementKinds are all engagements of version 1.
var engagementKinds = []engagementKind{
	{object.Notes, "NOTE", "", []metadatum{{"body", "hs_note_body", text}}},
	{object.Tasks, "TASK", "", []metadatum{
		{"subject", "hs_task_subject", text},
		{"body", "hs_task_body", text},
		{"status", "hs_task_status", text},
		{"priority", "hs_task_priority", text},
		{"taskType", "hs_task_type", text},
		{"completionDate", "hs_task_completion_date", milliseconds},
	}},
	{object.Meetings, "MEETING", "", []metadatum{
		{"title", "hs_meeting_title", text},
		{"body", "hs_meeting_body", text},
		{"internalMeetingNotes", "hs_internal_meeting_notes", text},
		{"startTime", "hs_meeting_start_time", milliseconds},
		{"endTime", "hs_meeting_end_time", milliseconds},
	}},
	{object.Calls, "CALL", "", []metadatum{
		{"title", "hs_call_title", text},
		{"body", "hs_call_body", text},
		{"status", "hs_call_status", text},
		{"disposition", "hs_call_disposition", text},
		{"fromNumber", "hs_call_from_number", text},
		{"toNumber", "hs_call_to_number", text},
		{"durationMilliseconds", "hs_call_duration", milliseconds},
		{"recordingUrl", "hs_call_recording_url", text},
	}},
	{object.Emails, "EMAIL", "hs_email_direction", []metadatum{
		{"subject", "hs_email_subject", text},
		{"html", "hs_email_html", text},
		{"text", "hs_email_text", text},
		{"status", "hs_email_status", text},
		{"from", "hs_email_from_email", func(value string) any { return emailAddress{value} }},
		{"to", "hs_email_to_email", emailAddresses},
	}},
}

type emailAddress struct {
	Email string `json:"email"`
}

func emailAddresses(list string) any {
	all := []emailAddress{}
	for one := range strings.SplitSeq(list, ";") {
		all = append(all, emailAddress{strings.TrimSpace(one)})
	}
	return all
}

func text(value string) any { return value }

// milliseconds is a number of them; a value that is none stays text.
func milliseconds(value string) any {
	if n, err := strconv.ParseInt(value, 10, 64); err == nil {
		return n
	}
	return value
}

// legacyEngagement is a call, an email, a meeting, a note or a task as version 1 shows it, its fields in the order in which
// HubSpot sends them.
type legacyEngagement struct {
	Engagement   engagementHead         `json:"engagement"`
	Associations engagementAssociations `json:"associations"`
	Attachments  []attachment           `json:"attachments"`
	Metadata     map[string]any         `json:"metadata"`
}

type engagementHead struct {
	ID          int64  `json:"id"`
	PortalID    int    `json:"portalId"`
	Active      bool   `json:"active"`
	CreatedAt   int64  `json:"createdAt"`
	LastUpdated int64  `json:"lastUpdated"`
	OwnerID     int64  `json:"ownerId,omitzero"`
	Type        string `json:"type"`
	Timestamp   int64  `json:"timestamp"`
}

// engagementAssociations are the IDs of what an engagement is associated with.
type engagementAssociations struct {
	Contacts  []int64 `json:"contactIds"`
	Companies []int64 `json:"companyIds"`
	Deals     []int64 `json:"dealIds"`
	Owners    []int64 `json:"ownerIds"`
	Workflows []int64 `json:"workflowIds"`
	Tickets   []int64 `json:"ticketIds"`
}

type attachment struct {
	ID int64 `json:"id"`
}

// engagement is a record with the object type that it is of.
type engagement struct {
	*record.Record

	kind   engagementKind
	object *store.Store
}

// value is a property as versions 1 and 2 write it; empty if it has none.
func (e engagement) value(name string) string {
	versions := legacyVersions(e.object, e.Record, name)
	if len(versions) == 0 {
		return ""
	}
	return versions[0].Value
}

// number is a property that is a whole number; 0 if it is none.
func (e engagement) number(name string) int64 {
	n, err := strconv.ParseInt(e.value(name), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// shape shows an engagement of an account.
func (e engagement) shape(account *store.Account) legacyEngagement {
	shown := legacyEngagement{
		Engagement: engagementHead{
			ID: e.ID, PortalID: refusal.PortalID, Active: true, CreatedAt: e.Created, LastUpdated: e.Modified,
			OwnerID: e.number("hubspot_owner_id"), Type: e.kind.kind, Timestamp: e.number("hs_timestamp"),
		},
		Attachments: []attachment{}, Metadata: map[string]any{},
	}
	if exact := e.value(e.kind.byValue); exact != "" {
		shown.Engagement.Type = exact
	}
	ids := func(to *object.Type) []int64 { return associatedIDs(account.Associations, e.object.Ref(e.ID), to) }
	shown.Associations = engagementAssociations{
		ids(object.Contacts), ids(object.Companies), ids(object.Deals), []int64{}, []int64{}, ids(object.Tickets),
	}
	for one := range strings.SplitSeq(e.value("hs_attachment_ids"), ";") {
		if id, err := strconv.ParseInt(one, 10, 64); err == nil {
			shown.Attachments = append(shown.Attachments, attachment{id})
		}
	}
	for _, one := range e.kind.metadata {
		if value := e.value(one.property); value != "" {
			shown.Metadata[one.member] = one.form(value)
		}
	}
	return shown
}

// engagementStores are the kinds of engagements of an account, each with its store and without a record.
func engagementStores(account *store.Account) []engagement {
	var all []engagement
	for _, kind := range engagementKinds {
		if o, known := account.Object(kind.object.TypeID); known {
			o.Settle()
			all = append(all, engagement{kind: kind, object: o})
		}
	}
	return all
}
