package object

// Types are HubSpot's own object types. An account keeps records of each, and of those that it defines itself. None of
// them is ever changed.
var Types = []*Type{
	Contacts, Companies, Deals, Tickets,
	Products, LineItems, Quotes, QuoteTemplates, Discounts, Fees, Taxes,
	Orders, Carts, Invoices, CommercePayments, Subscriptions, Contracts,
	Calls, Emails, Meetings, Notes, Tasks, Communications, PostalMail,
	Leads, Users, GoalTargets, FeedbackSubmissions, MarketingEvents, Forecasts,
	Appointments, Courses, Listings, Services, Projects,
	PartnerClients, PartnerServices,
}

// Plural returns the name in paths of the object type of HubSpot's own that goes by any of its names.
func Plural(name string) (string, bool) {
	for _, t := range Types {
		if t.Match(name) {
			return t.Plural, true
		}
	}
	return "", false
}

// foreign are names of HubSpot's object types that no account has records of here.
var foreign = map[string]bool{"deal_split": true, "deal_splits": true}

// Foreign reports whether HubSpot has an object type of the name that accounts have no records of here.
func Foreign(name string) bool { return foreign[name] }
