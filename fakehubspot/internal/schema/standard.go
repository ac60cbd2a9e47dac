package schema

import "time"

// born is when the standard properties were made in every account.
var born = time.Date(2019, time.August, 6, 2, 41, 8, 29_000_000, time.UTC)

// standardGroups are the sections a fresh account has.
func standardGroups() []Group {
	return []Group{
		{Name: "contactinformation", Label: "Contact information", DisplayOrder: 0},
		{Name: "emailinformation", Label: "Email information", DisplayOrder: 1},
		{Name: "contact_activity", Label: "Contact activity", DisplayOrder: 2},
		{Name: "contactlcs", Label: "Contact lifecycle", DisplayOrder: 3},
	}
}

// standard are the properties of a fresh account: those that contact syncs meet, not the several hundred of a real one.
func standard() []*Property {
	list := []*Property{
		writable("email", "Email", String, "text"),
		writable("firstname", "First Name", String, "text"),
		writable("lastname", "Last Name", String, "text"),
		writable("phone", "Phone Number", String, "phonenumber"),
		writable("mobilephone", "Mobile Phone Number", String, "phonenumber"),
		writable("fax", "Fax Number", String, "phonenumber"),
		writable("company", "Company Name", String, "text"),
		writable("jobtitle", "Job Title", String, "text"),
		writable("salutation", "Salutation", String, "text"),
		writable("website", "Website URL", String, "text"),
		writable("address", "Street Address", String, "text"),
		writable("city", "City", String, "text"),
		writable("state", "State/Region", String, "text"),
		writable("zip", "Postal Code", String, "text"),
		writable("country", "Country/Region", String, "text"),
		writable("message", "Message", String, "textarea"),
		writable("industry", "Industry", String, "text"),
		writable("numemployees", "Number of Employees", Enumeration, "select",
			"1-5", "5-25", "25-50", "50-100", "100-500", "500-1000", "1000+"),
		writable("annualrevenue", "Annual Revenue", String, "text"),
		writable("date_of_birth", "Date of birth", String, "text"),
		writable("closedate", "Close Date", DateTime, "date"),
		writable("hs_language", "Preferred language", Enumeration, "select", "de", "en", "es", "fr", "nb", "nn", "sv"),
		writable("hs_lead_status", "Lead Status", Enumeration, "radio",
			"NEW", "OPEN", "IN_PROGRESS", "OPEN_DEAL", "UNQUALIFIED", "ATTEMPTED_TO_CONTACT", "CONNECTED", "BAD_TIMING"),
		writable("lifecyclestage", "Lifecycle Stage", Enumeration, "radio",
			"subscriber", "lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity", "customer", "evangelist", "other"),
		writable("hs_persona", "Persona", Enumeration, "select"),
		writable("hubspot_owner_id", "Contact owner", Enumeration, "select"),
		writable("hs_additional_emails", "Additional email addresses", Enumeration, "checkbox"),
		writable("hs_marketable_status", "Marketing contact status", Enumeration, "select", "true", "false"),
		writable("hs_marketable_until_renewal", "Marketing contact until next update", Enumeration, "select", "true", "false"),
		writable("hs_latitude", "Latitude", Number, "number"),
		writable("hs_longitude", "Longitude", Number, "number"),
		computed("hs_object_id", "Record ID", Number, "number"),
		computed("createdate", "Create Date", DateTime, "date"),
		computed("lastmodifieddate", "Last Modified Date", DateTime, "date"),
		computed("hs_lastmodifieddate", "Object last modified date", DateTime, "date"),
		computed("hs_createdate", "Object create date/time", DateTime, "date"),
		computed("hs_merged_object_ids", "Merged record IDs", Enumeration, "checkbox"),
		computed("hs_calculated_merged_vids", "Merged vids with timestamps of a contact", Enumeration, "checkbox"),
		computed("hs_all_contact_vids", "All vids for a contact", Enumeration, "checkbox"),
		computed("hs_email_domain", "Email Domain", String, "text"),
		computed("hs_is_contact", "Is a contact", Bool, "booleancheckbox"),
		computed("hs_is_unworked", "Contact unworked", Bool, "booleancheckbox"),
		computed("hs_lifecyclestage_lead_date", "Became a Lead Date", DateTime, "date"),
		computed("hs_lifecyclestage_customer_date", "Became a Customer Date", DateTime, "date"),
		computed("hs_object_source", "Record creation source", String, "text"),
		computed("hs_object_source_id", "Record creation source ID", String, "text"),
		computed("hs_object_source_label", "Record source", Enumeration, "select", "INTEGRATION", "CRM_UI", "IMPORT"),
		computed("hs_pipeline", "Pipeline", Enumeration, "select", "contacts-lifecycle-pipeline"),
		computed("notes_last_updated", "Last Activity Date", DateTime, "date"),
		computed("notes_last_contacted", "Last Contacted", DateTime, "date"),
		computed("num_notes", "Number of Sales Activities", Number, "number"),
		computed("associatedcompanyid", "Primary Associated Company ID", Number, "number"),
	}
	for _, p := range list {
		switch p.Name {
		case "email":
			p.HasUniqueValue = true
		case "hs_object_id":
			p.HasUniqueValue = true
		case "hubspot_owner_id", "hs_additional_emails", "hs_merged_object_ids", "hs_calculated_merged_vids", "hs_all_contact_vids":
			p.ExternalOptions = true
		}
	}
	return list
}

// writable is a standard property that accounts fill themselves.
func writable(name, label, kind, field string, options ...string) *Property {
	p := base(name, label, kind, field, options)
	p.FormField = true
	return p
}

// computed is a standard property that only the vendor sets.
func computed(name, label, kind, field string, options ...string) *Property {
	p := base(name, label, kind, field, options)
	p.Modification.ReadOnlyValue = true
	p.Calculated = kind == Enumeration || kind == Bool
	return p
}

func base(name, label, kind, field string, values []string) *Property {
	options := make([]Option, len(values))
	for i, value := range values {
		options[i] = Option{Label: value, Value: value, DisplayOrder: i}
	}
	return &Property{
		Name: name, Label: label, Type: kind, FieldType: field, GroupName: "contactinformation",
		CreatedAt: &born, UpdatedAt: &born, Options: options, DisplayOrder: -1,
		HubSpotDefined: true, DataSensitivity: "non_sensitive",
		Modification: Modification{ReadOnlyDefinition: true, ReadOnlyOptions: new(kind == Enumeration)},
	}
}
