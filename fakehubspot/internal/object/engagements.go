package object

import "github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"

const engagementInfo = section("engagement")

// Engagements are what somebody did or is to do about a record. All belong to a point in time, and whoever may see
// contacts may see them.
var (
	Calls = engagement(Names{Plural: "calls", Singular: "call", TypeID: "0-48"}, nil,
		engagementInfo.text("hs_call_title", "Call title"),
		engagementInfo.rich("hs_call_body", "Call notes"),
		engagementInfo.choice("hs_call_direction", "Call direction", "INBOUND", "OUTBOUND"),
		engagementInfo.linked("hs_call_disposition", "Call outcome"),
		engagementInfo.number("hs_call_duration", "Call duration"),
		engagementInfo.text("hs_call_from_number", "From number"),
		engagementInfo.text("hs_call_to_number", "To number"),
		engagementInfo.text("hs_call_recording_url", "Recording URL"),
		engagementInfo.choice("hs_call_status", "Call status", "BUSY", "CALLING_CRM_USER", "CANCELED", "COMPLETED", "CONNECTING", "FAILED", "IN_PROGRESS", "NO_ANSWER", "QUEUED", "RINGING"),
		engagementInfo.text("hs_call_source", "Call source"),
	)
	Emails = engagement(Names{Plural: "emails", Singular: "email", TypeID: "0-49"}, []string{"hs_email_direction"},
		engagementInfo.choice("hs_email_direction", "Email direction", "EMAIL", "INCOMING_EMAIL", "FORWARDED_EMAIL"),
		engagementInfo.text("hs_email_subject", "Email subject"),
		engagementInfo.area("hs_email_text", "Email body"),
		engagementInfo.rich("hs_email_html", "Email HTML"),
		engagementInfo.area("hs_email_headers", "Email headers"),
		engagementInfo.choice("hs_email_status", "Email status", "BOUNCED", "FAILED", "SCHEDULED", "SENDING", "SENT"),
		readOnly(engagementInfo.text("hs_email_from_email", "From email")),
		readOnly(engagementInfo.text("hs_email_to_email", "To email")),
	)
	Meetings = engagement(Names{Plural: "meetings", Singular: "meeting", TypeID: "0-47"}, nil,
		engagementInfo.text("hs_meeting_title", "Meeting name"),
		engagementInfo.rich("hs_meeting_body", "Meeting description"),
		engagementInfo.rich("hs_internal_meeting_notes", "Internal notes"),
		engagementInfo.time("hs_meeting_start_time", "Start time"),
		engagementInfo.time("hs_meeting_end_time", "End time"),
		engagementInfo.text("hs_meeting_location", "Location"),
		engagementInfo.choice("hs_meeting_outcome", "Outcome", "SCHEDULED", "COMPLETED", "RESCHEDULED", "NO_SHOW", "CANCELED"),
		engagementInfo.text("hs_meeting_external_url", "External URL"),
	)
	Notes = engagement(Names{Plural: "notes", Singular: "note", TypeID: "0-46"}, nil,
		engagementInfo.rich("hs_note_body", "Note body"),
	)
	Tasks = engagement(Names{Plural: "tasks", Singular: "task", TypeID: "0-27"}, nil,
		engagementInfo.text("hs_task_subject", "Task title"),
		engagementInfo.rich("hs_task_body", "Notes"),
		engagementInfo.choice("hs_task_status", "Status", "NOT_STARTED", "IN_PROGRESS", "WAITING", "COMPLETED", "DEFERRED"),
		engagementInfo.choice("hs_task_priority", "Priority", "NONE", "LOW", "MEDIUM", "HIGH"),
		engagementInfo.choice("hs_task_type", "Type", "EMAIL", "CALL", "TODO"),
		engagementInfo.text("hs_task_reminders", "Reminders"),
		readOnly(engagementInfo.time("hs_task_completion_date", "Completed at")),
	)
	Communications = engagement(Names{Plural: "communications", Singular: "communication", TypeID: "0-18"},
		[]string{"hs_communication_channel_type"},
		engagementInfo.choice("hs_communication_channel_type", "Channel", "WHATS_APP", "SMS", "LINKEDIN_MESSAGE"),
		engagementInfo.choice("hs_communication_logged_from", "Logged from", "CRM"),
		engagementInfo.rich("hs_communication_body", "Body"),
	)
	PostalMail = engagement(Names{Plural: "postal_mail", Singular: "postal_mail", TypeID: "0-116"}, nil,
		engagementInfo.rich("hs_postal_mail_body", "Body"),
	)
)

// engagement is a type that needs hs_timestamp and more.
func engagement(names Names, needs []string, properties ...*schema.Property) *Type {
	properties = append(properties,
		engagementInfo.time("hs_timestamp", "Activity date"),
		engagementInfo.linked("hs_attachment_ids", "Attachments"),
		readOnly(engagementInfo.rich("hs_body_preview_html", "Body preview")),
		readOnly(engagementInfo.text("hs_body_preview", "Body preview text")),
	)
	return withBase(Type{
		Names: names, Scopes: scopesOf("contacts"), Operations: Eleven,
		Schema: schema.Definition{
			Created: "hs_createdate", Groups: []schema.Group{engagementInfo.group("Activity information")}, Properties: properties,
		},
		Settings: Settings{
			Primary:    properties[0].Name,
			Required:   append([]string{"hs_timestamp"}, needs...),
			Searchable: []string{properties[0].Name},
		},
	})
}
