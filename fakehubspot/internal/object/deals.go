package object

import "github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"

const dealInfo = section("dealinformation")

// Deals are sales on their way through a pipeline.
var Deals = withBase(Type{
	Names:      Names{Plural: "deals", Singular: "deal", TypeID: "0-3"},
	Scopes:     scopesOf("deals"),
	Operations: Eleven | Merge,
	Schema: schema.Definition{
		Created:    "createdate",
		Groups:     []schema.Group{dealInfo.group("Deal information")},
		Properties: dealProperties(),
	},
	Needs:     []string{"dealname"},
	Pipelines: dealPipelines,
	Defaults:  []string{"amount", "closedate", "dealname", "dealstage", "pipeline"},
	Settings: Settings{
		Primary:    "dealname",
		Secondary:  []string{"amount", "dealstage", "closedate"},
		Searchable: []string{"dealname", "pipeline", "dealstage", "description", "dealtype"},
	},
})

func dealProperties() []*schema.Property {
	return []*schema.Property{
		dealInfo.text("dealname", "Deal Name"),
		dealInfo.number("amount", "Amount"),
		dealInfo.time("closedate", "Close Date"),
		dealInfo.linked("dealstage", "Deal Stage"),
		dealInfo.linked("pipeline", "Pipeline"),
		dealInfo.choice("dealtype", "Deal Type", "newbusiness", "existingbusiness"),
		dealInfo.area("description", "Deal Description"),
		dealInfo.currency("deal_currency_code"),
		dealInfo.choice("hs_priority", "Priority", "low", "medium", "high"),
		dealInfo.text("hs_next_step", "Next step"),
		dealInfo.number("hs_deal_stage_probability", "Deal probability"),
		dealInfo.number("hs_forecast_probability", "Forecast probability"),
		dealInfo.choice("hs_manual_forecast_category", "Forecast category", "OMIT", "PIPELINE", "BEST_CASE", "COMMIT", "CLOSED"),
		dealInfo.text("closed_lost_reason", "Closed Lost Reason"),
		dealInfo.text("closed_won_reason", "Closed Won Reason"),
		dealInfo.number("hs_tcv", "Total contract value"),
		dealInfo.number("hs_arr", "Annual recurring revenue"),
		dealInfo.number("hs_mrr", "Monthly recurring revenue"),
		dealInfo.number("hs_acv", "Annual contract value"),
		readOnly(dealInfo.number("amount_in_home_currency", "Amount in company currency")),
		readOnly(dealInfo.number("days_to_close", "Days to close")),
		readOnly(dealInfo.flag("hs_is_closed", "Is Deal Closed?")),
		readOnly(dealInfo.flag("hs_is_closed_won", "Is Closed Won")),
		readOnly(dealInfo.number("num_associated_contacts", "Number of Associated Contacts")),
	}
}
