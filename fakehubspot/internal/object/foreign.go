package object

import "slices"

// foreign are HubSpot's own object types without records here, by all the names that paths have for them.
var foreign = [][]string{
	{"companies", "company", "0-2"},
	{"deals", "deal", "0-3"},
	{"tickets", "ticket", "0-5"},
	{"products", "product", "0-7"},
	{"line_items", "line_item", "0-8"},
	{"quotes", "quote", "0-14"},
	{"feedback_submissions", "feedback_submission", "0-19"},
	{"tasks", "task", "0-27"},
	{"notes", "note", "0-46"},
	{"meetings", "meeting", "0-47"},
	{"calls", "call", "0-48"},
	{"emails", "email", "0-49"},
	{"communications", "communication", "0-18"},
	{"postal_mail", "0-116"},
	{"leads", "lead", "0-136"},
	{"users", "user", "0-115"},
	{"goal_targets", "goal_target", "0-74"},
	{"orders", "order", "0-123"},
	{"carts", "cart", "0-142"},
	{"invoices", "invoice", "0-53"},
	{"commerce_payments", "commerce_payment", "payments", "0-101"},
	{"subscriptions", "subscription", "0-69"},
	{"discounts", "discount", "0-84"},
	{"fees", "fee", "0-85"},
	{"taxes", "tax", "0-86"},
	{"appointments", "appointment", "0-421"},
	{"courses", "course", "0-410"},
	{"listings", "listing", "0-420"},
	{"services", "service", "0-162"},
	{"projects", "project", "0-970"},
	{"contracts", "contract"},
	{"quote_templates", "quote_template", "0-64"},
	{"marketing_events", "marketing_event", "0-54"},
	{"forecasts", "forecast", "0-60"},
	{"partner_clients", "partner_client"},
	{"partner_services", "partner_service"},
	{"deal_split", "deal_splits"},
}

// Foreign reports whether HubSpot has an object type of the name that this account has no records of.
func Foreign(name string) bool {
	return slices.ContainsFunc(foreign, func(names []string) bool { return slices.Contains(names, name) })
}
