package hubspot

// The property that holds the time of the last change: contacts have one of their own. HubSpot finds nothing, and says
// nothing, if contacts are searched by that of the others.
const (
	modifiedContact = "lastmodifieddate"
	modified        = "hs_lastmodifieddate"
)

// The properties that hold the time of creation.
const (
	created   = "createdate"
	hsCreated = "hs_createdate"
)

// Contacts is the object type of contacts.
var Contacts = &Object{
	Name: "contacts", Path: "contacts", Singular: "contact", TypeID: "0-1",
	Modified: modifiedContact, Merged: propertyMerged,
	Defaults: []string{created, "email", "firstname", PropertyID, modifiedContact, "lastname"}, CertainDefaults: true,
	Key: "email", OtherKeys: map[string][]string{"email": {"hs_additional_emails"}},
	Scope: "crm.objects.contacts.read", SchemaScope: "crm.schemas.contacts.read",
}

// Standard is every object type that HubSpot defines and whose records can be listed, in the order of HubSpot's
// documentation. Accounts have custom ones beside them, see [Objects].
var Standard = []*Object{
	Contacts,
	standard("companies", "company", "0-2", "companies", created, "name", "domain"),
	standard("deals", "deal", "0-3", "deals", created, "dealname", "amount", "closedate", "pipeline", "dealstage"),
	keyed("hs_external_object_ids", scoped("tickets", "tickets", standard("tickets", "ticket", "0-5", "", created,
		"content", "hs_pipeline", "hs_pipeline_stage", "hs_ticket_category", "hs_ticket_priority", "subject"))),
	keyed("hs_sku", standard("products", "product", "0-7", "products", created, "name", "description", "price")),
	keyed("hs_external_id", standard("line_items", "line_item", "0-8", "line_items", created, "quantity", "amount", "price")),
	standard("quotes", "quote", "0-14", "quotes", hsCreated, "hs_expiration_date", "hs_public_url_key", "hs_status", "hs_title"),
	standard("quote_templates", "quote_template", "0-64", "quotes", hsCreated),
	standard("feedback_submissions", "feedback_submission", "0-19", "feedback_submissions", hsCreated),
	standard("leads", "lead", "0-136", "leads", created),

	// Activities.
	standard("calls", "call", "0-48", "contacts", hsCreated),
	standard("emails", "email", "0-49", "contacts", hsCreated),
	standard("meetings", "meeting", "0-47", "contacts", hsCreated),
	standard("notes", "note", "0-46", "contacts", hsCreated),
	standard("tasks", "task", "0-27", "contacts", hsCreated),
	standard("communications", "communication", "0-18", "contacts", hsCreated),
	standard("postal_mail", "postal_mail", "0-116", "contacts", hsCreated),

	// Commerce.
	standard("orders", "order", "0-123", "orders", created),
	standard("carts", "cart", "0-142", "carts", created),
	standard("invoices", "invoice", "0-53", "invoices", created),
	keyed("hs_external_reference_id", standard("commerce_payments", "commerce_payment", "0-101", "commercepayments", created)),
	standard("subscriptions", "subscription", "0-69", "subscriptions", hsCreated),
	standard("discounts", "discount", "0-84", "line_items", hsCreated),
	standard("fees", "fee", "0-85", "line_items", hsCreated),
	standard("taxes", "tax", "0-86", "line_items", hsCreated),
	unsearchable(standard("contracts", "contract", "", "contracts", hsCreated)),

	// Types that an account switches on.
	standard("appointments", "appointment", "0-421", "appointments", hsCreated),
	standard("courses", "course", "0-410", "courses", hsCreated),
	standard("listings", "listing", "0-420", "listings", hsCreated),
	standard("services", "service", "0-162", "services", hsCreated),
	versioned(standard("projects", "project", "0-970", "projects", hsCreated)),

	// The account itself.
	standard("users", "user", "0-115", "users", hsCreated),
	standard("goal_targets", "goal_target", "0-74", "goals", hsCreated),
	unarchivable(standard("partner_clients", "partner_client", "", "partner-clients", hsCreated)),
	unarchivable(standard("partner_services", "partner_service", "", "partner-services", hsCreated)),
	unarchivable(unsearchable(standard("forecasts", "forecast", "0-60", "forecasts", hsCreated))),
}

// standard is a type whose scopes are called after area. Its default properties are those that all types have, and defaults.
func standard(name, singular, typeID, area, created string, defaults ...string) *Object {
	return &Object{
		Name: name, Path: name, Singular: singular, TypeID: typeID,
		Modified: modified, Merged: propertyMerged,
		Defaults: append([]string{created, modified, PropertyID}, defaults...),
		Scope:    "crm.objects." + area + ".read", SchemaScope: "crm.schemas." + area + ".read",
	}
}

// scoped is a type whose one scope has a name of its own.
func scoped(scope, schemaScope string, o *Object) *Object {
	o.Scope, o.SchemaScope = scope, schemaScope
	return o
}

// keyed is a type of which HubSpot itself has defined a unique property.
func keyed(key string, o *Object) *Object {
	o.Key = key
	return o
}

func unsearchable(o *Object) *Object {
	o.Unsearchable = true
	return o
}

func unarchivable(o *Object) *Object {
	o.Unarchivable = true
	return o
}

func versioned(o *Object) *Object {
	o.VersionedPaths = true
	return o
}
