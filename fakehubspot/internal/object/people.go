package object

import "github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"

const (
	userInfo       = section("user_information")
	goalInfo       = section("goal_target_information")
	feedbackInfo   = section("feedback_submission_information")
	eventInfo      = section("marketing_event_information")
	forecastInfo   = section("forecast_information")
	partnerInfo    = section("partner_client_information")
	partnerService = section("partner_service_information")
)

// Users are people who work in the account. Their IDs are neither those of owners nor those of the settings.
var Users = withBase(Type{
	Names:      Names{Plural: "users", Singular: "user", TypeID: "0-115"},
	Scopes:     scopesOf("users"),
	Operations: Eleven,
	Schema: schema.Definition{
		Created: "hs_createdate",
		Groups:  []schema.Group{userInfo.group("User information")},
		Properties: []*schema.Property{
			userInfo.number("hs_internal_user_id", "User ID"),
			userInfo.text("hs_email", "Email"),
			userInfo.text("hs_given_name", "First name"),
			userInfo.text("hs_family_name", "Last name"),
			userInfo.text("hs_job_title", "Job title"),
			userInfo.choice("hs_availability_status", "Availability", "available", "away"),
			userInfo.text("hs_working_hours", "Working hours"),
			userInfo.text("hs_standard_time_zone", "Time zone"),
		},
	},
	Defaults: []string{"hs_email", "hs_internal_user_id"},
	Settings: Settings{
		Primary:    "hs_email",
		Required:   []string{"hs_internal_user_id", "hs_email"},
		Searchable: []string{"hs_email", "hs_given_name", "hs_family_name"},
	},
})

// GoalTargets are what users are to reach in a time.
var GoalTargets = withBase(Type{
	Names:      Names{Plural: "goal_targets", Singular: "goal_target", TypeID: "0-74"},
	Scopes:     scopesOf("goals"),
	Operations: Eleven, Dated: map[string]Operations{"2026-09": Eleven &^ BatchUpsert},
	Schema: schema.Definition{
		Created: "hs_createdate",
		Groups:  []schema.Group{goalInfo.group("Goal information")},
		Properties: []*schema.Property{
			goalInfo.text("hs_goal_name", "Goal name"),
			goalInfo.number("hs_target_amount", "Target amount"),
			goalInfo.time("hs_start_datetime", "Start"),
			goalInfo.time("hs_end_datetime", "End"),
			goalInfo.text("hs_group_correlation_uuid", "Group correlation UUID"),
			goalInfo.number("hs_goal_target_group_id", "Goal target group ID"),
		},
	},
	Settings: Settings{Primary: "hs_goal_name", Searchable: []string{"hs_goal_name"}},
})

// What only HubSpot itself makes, and what partners share. The type IDs of partners' are not published: they are ours.
var (
	FeedbackSubmissions = withBase(Type{
		Names: Names{Plural: "feedback_submissions", Singular: "feedback_submission", TypeID: "0-19"},
		Scopes: Scopes{
			Read:        []string{"crm.objects.feedback_submissions.read", "crm.objects.contacts.read"},
			ReadSchema:  []string{"crm.objects.feedback_submissions.read", "crm.objects.contacts.read"},
			WriteSchema: []string{"crm.schemas.contacts.write"},
		},
		Operations: ReadOnly,
		Schema: schema.Definition{
			Created:  "hs_createdate",
			NoUnique: true,
			Groups:   []schema.Group{feedbackInfo.group("Feedback submission information")},
			Properties: []*schema.Property{
				feedbackInfo.text("hs_survey_name", "Survey name"),
				feedbackInfo.choice("hs_survey_type", "Survey type", "CES", "CSAT", "NPS", "CUSTOM"),
				feedbackInfo.area("hs_content", "Comment"),
				feedbackInfo.number("hs_value", "Rating"),
				feedbackInfo.time("hs_submission_timestamp", "Submitted at"),
			},
		},
		Settings: Settings{Primary: "hs_survey_name", Searchable: []string{"hs_survey_name", "hs_content"}},
	})

	MarketingEvents = withoutUnique(readOnlyType(Names{Plural: "marketing_events", Singular: "marketing_event", TypeID: "0-54"},
		scopesOf("marketing_events"), List|Read|BatchRead, eventInfo, "hs_event_name"))
	Forecasts = readOnlyType(Names{Plural: "forecasts", Singular: "forecast", TypeID: "0-60"},
		scopesOf("forecasts"), List|Read, forecastInfo, "hs_forecast_name")

	PartnerClients = readOnlyType(Names{Plural: "partner_clients", Singular: "partner_client", TypeID: "0-902"},
		scopesOf("partner-clients"), ReadOnly|Update|BatchUpdate, partnerInfo, "hs_partner_client_name")
	PartnerServices = readOnlyType(Names{Plural: "partner_services", Singular: "partner_service", TypeID: "0-903"},
		scopesOf("partner-services"), ReadOnly|Update|BatchUpdate, partnerService, "hs_partner_service_name")
)

// withoutUnique keeps an account from making properties with unique values for a type.
func withoutUnique(t *Type) *Type {
	t.Schema.NoUnique = true
	return t
}

// readOnlyType is a type of which little is published, with one property of its own.
func readOnlyType(names Names, scopes Scopes, operations Operations, group section, name string) *Type {
	return withBase(Type{
		Names: names, Scopes: scopes, Operations: operations,
		Schema: schema.Definition{
			Created: "hs_createdate", Groups: []schema.Group{group.group(names.Title() + " information")},
			Properties: []*schema.Property{group.text(name, names.Title()+" name")},
		},
		Settings: Settings{Primary: name, Searchable: []string{name}},
	})
}
