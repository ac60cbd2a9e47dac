package object

import "github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"

const companyInfo = section("companyinformation")

// Companies are organizations. HubSpot knows none by its domain: two can have the same.
var Companies = withBase(Type{
	Names:      Names{Plural: "companies", Singular: "company", TypeID: "0-2"},
	Scopes:     scopesOf("companies"),
	Operations: Eleven | Merge,
	Schema: schema.Definition{
		Created:    "createdate",
		Groups:     []schema.Group{companyInfo.group("Company information")},
		Properties: companyProperties(),
	},
	Defaults:   []string{"domain", "name"},
	Pipelines:  companyPipelines,
	Settings:   Settings{Primary: "name", Searchable: []string{"website", "phone", "name", "domain"}},
	NeedsOneOf: []string{"name", "domain"},
	Stage:      lifecycleStage,
})

func companyProperties() []*schema.Property {
	return []*schema.Property{
		companyInfo.text("name", "Company name"),
		companyInfo.text("domain", "Company Domain Name"),
		companyInfo.several("hs_additional_domains", "Additional Domains"),
		companyInfo.text("website", "Website URL"),
		companyInfo.phone("phone", "Phone Number"),
		companyInfo.text("address", "Street Address"),
		companyInfo.text("address2", "Street Address 2"),
		companyInfo.text("city", "City"),
		companyInfo.text("state", "State/Region"),
		companyInfo.text("zip", "Postal Code"),
		companyInfo.text("country", "Country/Region"),
		companyInfo.area("description", "Description"),
		companyInfo.area("about_us", "About Us"),
		companyInfo.choice("industry", "Industry", industries...),
		companyInfo.choice("type", "Type", "PROSPECT", "PARTNER", "RESELLER", "VENDOR", "OTHER"),
		companyInfo.choice("lifecyclestage", "Lifecycle Stage", stages...),
		companyInfo.choice("hs_lead_status", "Lead Status", leadStatuses...),
		companyInfo.number("numberofemployees", "Number of Employees"),
		companyInfo.number("annualrevenue", "Annual Revenue"),
		companyInfo.text("founded_year", "Year Founded"),
		companyInfo.flag("is_public", "Is Public"),
		companyInfo.text("linkedin_company_page", "LinkedIn Company Page"),
		companyInfo.text("timezone", "Time Zone"),
		companyInfo.time("closedate", "Close Date"),
		companyInfo.number("hs_parent_company_id", "Parent Company"),
		readOnly(companyInfo.number("num_associated_contacts", "Number of Associated Contacts")),
		readOnly(companyInfo.number("num_associated_deals", "Number of Associated Deals")),
	}
}

// leadStatuses are those of contacts and companies.
var leadStatuses = []string{
	"NEW", "OPEN", "IN_PROGRESS", "OPEN_DEAL", "UNQUALIFIED", "ATTEMPTED_TO_CONTACT", "CONNECTED", "BAD_TIMING",
}

// industries are a selection of HubSpot's list.
var industries = []string{
	"ACCOUNTING", "AIRLINES_AVIATION", "AUTOMOTIVE", "BANKING", "BIOTECHNOLOGY", "CHEMICALS", "CIVIL_ENGINEERING",
	"COMPUTER_HARDWARE", "COMPUTER_NETWORKING", "COMPUTER_SOFTWARE", "CONSTRUCTION", "CONSUMER_ELECTRONICS", "CONSUMER_GOODS",
	"DESIGN", "E_LEARNING", "EDUCATION_MANAGEMENT", "ENTERTAINMENT", "ENVIRONMENTAL_SERVICES", "FARMING", "FINANCIAL_SERVICES",
	"FOOD_BEVERAGES", "FOOD_PRODUCTION", "FURNITURE", "GOVERNMENT_ADMINISTRATION", "HEALTH_WELLNESS_AND_FITNESS",
	"HIGHER_EDUCATION", "HOSPITAL_HEALTH_CARE", "HOSPITALITY", "HUMAN_RESOURCES", "INDUSTRIAL_AUTOMATION",
	"INFORMATION_SERVICES", "INFORMATION_TECHNOLOGY_AND_SERVICES", "INSURANCE", "INTERNET", "LAW_PRACTICE",
	"LEGAL_SERVICES", "LEISURE_TRAVEL_TOURISM", "LOGISTICS_AND_SUPPLY_CHAIN", "MACHINERY", "MANAGEMENT_CONSULTING", "MARITIME",
	"MARKETING_AND_ADVERTISING", "MEDICAL_DEVICES", "NON_PROFIT_ORGANIZATION_MANAGEMENT", "OIL_ENERGY",
	"PHARMACEUTICALS", "PUBLISHING", "REAL_ESTATE", "RENEWABLES_ENVIRONMENT", "RESEARCH", "RESTAURANTS", "RETAIL",
	"SPORTS", "STAFFING_AND_RECRUITING", "TELECOMMUNICATIONS", "TRANSPORTATION_TRUCKING_RAILROAD", "UTILITIES", "WHOLESALE",
}
