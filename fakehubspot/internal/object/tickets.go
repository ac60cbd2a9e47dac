package object

import "github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"

const ticketInfo = section("ticketinformation")

// Tickets are requests for help on their way through a pipeline. Other programs can know them by IDs of their own.
var Tickets = withBase(Type{
	Names:      Names{Plural: "tickets", Singular: "ticket", TypeID: "0-5"},
	Scopes:     single("tickets"),
	Operations: Eleven | Merge,
	Schema: schema.Definition{
		Created:    "createdate",
		Groups:     []schema.Group{ticketInfo.group("Ticket information")},
		Properties: ticketProperties(),
	},
	Defaults: []string{
		"content", "hs_pipeline", "hs_pipeline_stage", "hs_ticket_category", "hs_ticket_priority", "subject",
	},
	Needs:     []string{"subject"},
	Pipelines: ticketPipelines,
	Settings: Settings{
		Primary:    "subject",
		Secondary:  []string{"createdate", "closed_date", "hubspot_owner_id", "hs_pipeline_stage"},
		Required:   []string{"hs_pipeline_stage"},
		Searchable: []string{"subject", "content", "hs_pipeline_stage", "hs_ticket_category", "hs_ticket_id"},
	},
	Identity: Identity{Property: "hs_external_object_ids"},
})

func ticketProperties() []*schema.Property {
	return []*schema.Property{
		ticketInfo.text("subject", "Ticket name"),
		ticketInfo.area("content", "Ticket description"),
		ticketInfo.linked("hs_pipeline", "Pipeline"),
		ticketInfo.linked("hs_pipeline_stage", "Ticket status"),
		ticketInfo.choice("hs_ticket_priority", "Priority", "LOW", "MEDIUM", "HIGH", "URGENT"),
		ticketInfo.several("hs_ticket_category", "Category", "PRODUCT_ISSUE", "BILLING_ISSUE", "FEATURE_REQUEST", "GENERAL_INQUIRY"),
		ticketInfo.choice("source_type", "Source", "CHAT", "EMAIL", "FORM", "PHONE"),
		ticketInfo.choice("hs_resolution", "Resolution", "ISSUE_FIXED", "NO_FIX_AVAILABLE", "OTHER"),
		ticketInfo.time("closed_date", "Close date"),
		unique(ticketInfo.text("hs_external_object_ids", "External object IDs")),
		readOnly(ticketInfo.number("hs_ticket_id", "Ticket ID")),
		readOnly(ticketInfo.number("time_to_close", "Time to close")),
	}
}
