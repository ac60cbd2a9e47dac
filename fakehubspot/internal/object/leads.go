package object

import "github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"

const leadInfo = section("lead_information")

// Leads are contacts that somebody is to turn into customers.
var Leads = withBase(Type{
	Names:      Names{Plural: "leads", Singular: "lead", TypeID: "0-136"},
	Scopes:     scopesOf("leads"),
	Operations: Eleven,
	Schema: schema.Definition{
		Created: "createdate",
		Groups:  []schema.Group{leadInfo.group("Lead information")},
		Properties: []*schema.Property{
			leadInfo.text("hs_lead_name", "Lead name"),
			leadInfo.choice("hs_lead_type", "Lead type", "NEW_BUSINESS", "UPSELL", "RE_ATTEMPTING"),
			leadInfo.choice("hs_lead_label", "Lead label", "HOT", "WARM", "COLD"),
			leadInfo.linked("hs_pipeline", "Pipeline"),
			leadInfo.linked("hs_pipeline_stage", "Pipeline stage"),
			readOnly(leadInfo.text("hs_associated_contact_email", "Contact email")),
			readOnly(leadInfo.text("hs_associated_contact_firstname", "Contact first name")),
			readOnly(leadInfo.text("hs_associated_company_name", "Company name")),
		},
	},
	Pipelines: leadPipelines,
	Settings: Settings{
		Primary:    "hs_lead_name",
		Required:   []string{"hs_lead_name"},
		Searchable: []string{"hs_lead_name"},
	},

	NeedsPrimary: true,
})
