package object

import "github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"

// info is the group of all standard properties of contacts.
const info = "contactinformation"

// contactGroups are the sections a fresh account has.
var contactGroups = []schema.Group{
	{Name: "contactinformation", Label: "Contact information", DisplayOrder: 0},
	{Name: "emailinformation", Label: "Email information", DisplayOrder: 1},
	{Name: "contact_activity", Label: "Contact activity", DisplayOrder: 2},
	{Name: "contactlcs", Label: "Contact lifecycle", DisplayOrder: 3},
}

// stages are those of a contact's life; for each there is a property with the date when the contact entered it.
var stages = []string{
	"subscriber", "lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity", "customer", "evangelist", "other",
}

// contactProperties are the properties of a fresh account: those that contact syncs meet, not the several hundred of a
// real one. The first two come first because exports list the events of one write in the order of the keys.
func contactProperties() []*schema.Property {
	return []*schema.Property{
		unique(writable(info, "email", "Email", schema.String, "text")),
		open(writable(info, "hs_additional_emails", "Additional email addresses", schema.Enumeration, "checkbox")),
		writable(info, "firstname", "First Name", schema.String, "text"),
		writable(info, "lastname", "Last Name", schema.String, "text"),
		writable(info, "phone", "Phone Number", schema.String, "phonenumber"),
		archivable(writable(info, "mobilephone", "Mobile Phone Number", schema.String, "phonenumber")),
		writable(info, "fax", "Fax Number", schema.String, "phonenumber"),
		writable(info, "company", "Company Name", schema.String, "text"),
		writable(info, "jobtitle", "Job Title", schema.String, "text"),
		writable(info, "salutation", "Salutation", schema.String, "text"),
		writable(info, "website", "Website URL", schema.String, "text"),
		archivable(writable(info, "address", "Street Address", schema.String, "text")),
		writable(info, "city", "City", schema.String, "text"),
		writable(info, "state", "State/Region", schema.String, "text"),
		writable(info, "zip", "Postal Code", schema.String, "text"),
		writable(info, "country", "Country/Region", schema.String, "text"),
		writable(info, "message", "Message", schema.String, "textarea"),
		writable(info, "industry", "Industry", schema.String, "text"),
		writable(info, "numemployees", "Number of Employees", schema.Enumeration, "select",
			"1-5", "5-25", "25-50", "50-100", "100-500", "500-1000", "1000+"),
		writable(info, "annualrevenue", "Annual Revenue", schema.String, "text"),
		writable(info, "date_of_birth", "Date of birth", schema.String, "text"),
		writable(info, "closedate", "Close Date", schema.DateTime, "date"),
		writable(info, "hs_language", "Preferred language", schema.Enumeration, "select", "de", "en", "es", "fr", "nb", "nn", "sv"),
		writable(info, "hs_lead_status", "Lead Status", schema.Enumeration, "radio",
			"NEW", "OPEN", "IN_PROGRESS", "OPEN_DEAL", "UNQUALIFIED", "ATTEMPTED_TO_CONTACT", "CONNECTED", "BAD_TIMING"),
		writable(info, "lifecyclestage", "Lifecycle Stage", schema.Enumeration, "radio", stages...),
		writable(info, "hs_persona", "Persona", schema.Enumeration, "select"),
		open(writable(info, "hubspot_owner_id", "Contact owner", schema.Enumeration, "select")),
		writable(info, "hs_marketable_status", "Marketing contact status", schema.Enumeration, "select", "true", "false"),
		writable(info, "hs_marketable_until_renewal", "Marketing contact until next update", schema.Enumeration, "select", "true", "false"),
		writable(info, "hs_latitude", "Latitude", schema.Number, "number"),
		writable(info, "hs_longitude", "Longitude", schema.Number, "number"),
		unique(computed(info, "hs_object_id", "Record ID", schema.Number, "number")),
		computed(info, "createdate", "Create Date", schema.DateTime, "date"),
		computed(info, "lastmodifieddate", "Last Modified Date", schema.DateTime, "date"),
		computed(info, "hs_lastmodifieddate", "Object last modified date", schema.DateTime, "date"),
		computed(info, "hs_createdate", "Object create date/time", schema.DateTime, "date"),
		open(computed(info, "hs_merged_object_ids", "Merged record IDs", schema.Enumeration, "checkbox")),
		open(computed(info, "hs_calculated_merged_vids", "Merged vids with timestamps of a contact", schema.Enumeration, "checkbox")),
		open(computed(info, "hs_all_contact_vids", "All vids for a contact", schema.Enumeration, "checkbox")),
		computed(info, "hs_email_domain", "Email Domain", schema.String, "text"),
		computed(info, "hs_is_contact", "Is a contact", schema.Bool, "booleancheckbox"),
		computed(info, "hs_is_unworked", "Contact unworked", schema.Bool, "booleancheckbox"),
		computed(info, "hs_lifecyclestage_lead_date", "Became a Lead Date", schema.DateTime, "date"),
		computed(info, "hs_lifecyclestage_customer_date", "Became a Customer Date", schema.DateTime, "date"),
		computed(info, "hs_object_source", "Record creation source", schema.String, "text"),
		computed(info, "hs_object_source_id", "Record creation source ID", schema.String, "text"),
		computed(info, "hs_object_source_label", "Record source", schema.Enumeration, "select", "INTEGRATION", "CRM_UI", "IMPORT"),
		open(writable(info, "hs_pipeline", "Pipeline", schema.Enumeration, "select")),
		computed(info, "notes_last_updated", "Last Activity Date", schema.DateTime, "date"),
		computed(info, "notes_last_contacted", "Last Contacted", schema.DateTime, "date"),
		computed(info, "num_notes", "Number of Sales Activities", schema.Number, "number"),
		referring(open(writable(info, "associatedcompanyid", "Primary Associated Company ID", schema.Number, "number")), "COMPANY"),
		computed(info, "hs_lifecyclestage_subscriber_date", "Became a Subscriber Date", schema.DateTime, "date"),
		computed(info, "hs_lifecyclestage_marketingqualifiedlead_date", "Became a Marketing Qualified Lead Date", schema.DateTime, "date"),
		computed(info, "hs_lifecyclestage_salesqualifiedlead_date", "Became a Sales Qualified Lead Date", schema.DateTime, "date"),
		computed(info, "hs_lifecyclestage_opportunity_date", "Became an Opportunity Date", schema.DateTime, "date"),
		computed(info, "hs_lifecyclestage_evangelist_date", "Became an Evangelist Date", schema.DateTime, "date"),
		computed(info, "hs_lifecyclestage_other_date", "Became an Other Lifecycle Date", schema.DateTime, "date"),
		computed(info, "hs_associated_target_accounts", "Associated target accounts", schema.Number, "number"),
		computed(info, "hs_currently_enrolled_in_prospecting_agent", "Currently in prospecting agent", schema.Bool, "booleancheckbox"),
		computed(info, "hs_full_name_or_email", "Full name or email", schema.String, "text"),
		computed(info, "hs_membership_has_accessed_private_content", "Accessed private content", schema.Number, "number"),
		computed(info, "hs_prospecting_agent_actively_enrolled_count", "Prospecting agents actively enrolled", schema.Number, "number"),
		computed(info, "hs_prospecting_agent_total_enrolled_count", "Prospecting agents enrolled in all", schema.Number, "number"),
		computed(info, "hs_registered_member", "Registered member", schema.Number, "number"),
		computed(info, "hs_searchable_calculated_phone_number", "Searchable phone number", schema.String, "text"),
		computed(info, "hs_sequences_actively_enrolled_count", "Sequences actively enrolled", schema.Number, "number"),
		computed(info, "hs_unique_creation_key", "Unique creation key", schema.String, "text"),
	}
}
