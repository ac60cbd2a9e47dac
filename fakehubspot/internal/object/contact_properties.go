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

// contactProperties are the properties of a fresh account: those that contact syncs meet, not the several hundred of a
// real one. The first two come first because exports list the events of one write in the order of the keys.
func contactProperties() []*schema.Property {
	return []*schema.Property{
		unique(writable(info, "email", "Email", schema.String, "text")),
		open(writable(info, "hs_additional_emails", "Additional email addresses", schema.Enumeration, "checkbox")),
		writable(info, "firstname", "First Name", schema.String, "text"),
		writable(info, "lastname", "Last Name", schema.String, "text"),
		writable(info, "phone", "Phone Number", schema.String, "phonenumber"),
		writable(info, "mobilephone", "Mobile Phone Number", schema.String, "phonenumber"),
		writable(info, "fax", "Fax Number", schema.String, "phonenumber"),
		writable(info, "company", "Company Name", schema.String, "text"),
		writable(info, "jobtitle", "Job Title", schema.String, "text"),
		writable(info, "salutation", "Salutation", schema.String, "text"),
		writable(info, "website", "Website URL", schema.String, "text"),
		writable(info, "address", "Street Address", schema.String, "text"),
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
		writable(info, "lifecyclestage", "Lifecycle Stage", schema.Enumeration, "radio",
			"subscriber", "lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity", "customer", "evangelist", "other"),
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
		computed(info, "hs_pipeline", "Pipeline", schema.Enumeration, "select", "contacts-lifecycle-pipeline"),
		computed(info, "notes_last_updated", "Last Activity Date", schema.DateTime, "date"),
		computed(info, "notes_last_contacted", "Last Contacted", schema.DateTime, "date"),
		computed(info, "num_notes", "Number of Sales Activities", schema.Number, "number"),
		computed(info, "associatedcompanyid", "Primary Associated Company ID", schema.Number, "number"),
	}
}
