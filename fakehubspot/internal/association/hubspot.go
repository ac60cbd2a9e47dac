package association

// hubspotType is a type that HubSpot defines, in one direction, with the ID of the other.
type hubspotType struct {
	id, inverse      int
	from, to         string
	name, back       string
	label, backLabel string
	single           bool
}

// The IDs of HubSpot's object types that it defines types for.
const (
	contacts, companies, deals, tickets    = "0-1", "0-2", "0-3", "0-5"
	lineItems, quotes, quoteTemplates      = "0-8", "0-14", "0-64"
	calls, emails, meetings, notes, tasks  = "0-48", "0-49", "0-47", "0-46", "0-27"
	communications, postalMail             = "0-18", "0-116"
	leads, orders, carts                   = "0-136", "0-123", "0-142"
	invoices, payments, subscriptions      = "0-53", "0-101", "0-69"
	primary, parentCompany, childCompany   = "Primary", "Parent Company", "Child Company"
	unlabeled                              = "_unlabeled"
	contactToCompany, companyToContact     = "contact_to_company", "company_to_contact"
	dealToCompany, companyToDeal           = "deal_to_company", "company_to_deal"
	ticketToCompany, companyToTicket       = "ticket_to_company", "company_to_ticket"
	leadToContact, contactToLead           = "lead_to_contact", "contact_to_lead"
	leadToCompany, companyToLead           = "lead_to_company", "company_to_lead"
	primaryOf                              = "_primary"
	quoteToContact, contactToQuote, signer = "quote_to_contact", "contact_to_quote", "_signer"
)

// hubspotTypes are those with an ID that is known. Where HubSpot has a primary company, the name without an addition is the
// primary one's.
var hubspotTypes = []hubspotType{
	{279, 280, contacts, companies, contactToCompany + unlabeled, companyToContact + unlabeled, "", "", false},
	{1, 2, contacts, companies, contactToCompany, companyToContact, primary, primary, true},
	{4, 3, contacts, deals, "contact_to_deal", "deal_to_contact", "", "", false},
	{15, 16, contacts, tickets, "contact_to_ticket", "ticket_to_contact", "", "", false},
	{341, 342, deals, companies, dealToCompany + unlabeled, companyToDeal + unlabeled, "", "", false},
	{5, 6, deals, companies, dealToCompany, companyToDeal, primary, primary, true},
	{339, 340, tickets, companies, ticketToCompany + unlabeled, companyToTicket + unlabeled, "", "", false},
	{26, 25, tickets, companies, ticketToCompany, companyToTicket, primary, primary, true},
	{27, 28, deals, tickets, "deal_to_ticket", "ticket_to_deal", "", "", false},

	{449, 449, contacts, contacts, "contact_to_contact", "contact_to_contact", "", "", false},
	{450, 450, companies, companies, "company_to_company", "company_to_company", "", "", false},
	{13, 14, companies, companies, "parent_to_child_company", "child_to_parent_company", childCompany, parentCompany, false},
	{451, 451, deals, deals, "deal_to_deal", "deal_to_deal", "", "", false},
	{452, 452, tickets, tickets, "ticket_to_ticket", "ticket_to_ticket", "", "", false},

	{193, 194, contacts, calls, "contact_to_call", "call_to_contact", "", "", false},
	{197, 198, contacts, emails, "contact_to_email", "email_to_contact", "", "", false},
	{199, 200, contacts, meetings, "contact_to_meeting_event", "meeting_event_to_contact", "", "", false},
	{201, 202, contacts, notes, "contact_to_note", "note_to_contact", "", "", false},
	{203, 204, contacts, tasks, "contact_to_task", "task_to_contact", "", "", false},
	{82, 81, contacts, communications, "contact_to_communication", "communication_to_contact", "", "", false},
	{454, 453, contacts, postalMail, "contact_to_postal_mail", "postal_mail_to_contact", "", "", false},
	{181, 182, companies, calls, "company_to_call", "call_to_company", "", "", false},
	{185, 186, companies, emails, "company_to_email", "email_to_company", "", "", false},
	{187, 188, companies, meetings, "company_to_meeting_event", "meeting_event_to_company", "", "", false},
	{189, 190, companies, notes, "company_to_note", "note_to_company", "", "", false},
	{191, 192, companies, tasks, "company_to_task", "task_to_company", "", "", false},
	{88, 87, companies, communications, "company_to_communication", "communication_to_company", "", "", false},
	{205, 206, deals, calls, "deal_to_call", "call_to_deal", "", "", false},
	{209, 210, deals, emails, "deal_to_email", "email_to_deal", "", "", false},
	{211, 212, deals, meetings, "deal_to_meeting_event", "meeting_event_to_deal", "", "", false},
	{213, 214, deals, notes, "deal_to_note", "note_to_deal", "", "", false},
	{215, 216, deals, tasks, "deal_to_task", "task_to_deal", "", "", false},
	{219, 220, tickets, calls, "ticket_to_call", "call_to_ticket", "", "", false},
	{223, 224, tickets, emails, "ticket_to_email", "email_to_ticket", "", "", false},
	{225, 226, tickets, meetings, "ticket_to_meeting_event", "meeting_event_to_ticket", "", "", false},
	{227, 228, tickets, notes, "ticket_to_note", "note_to_ticket", "", "", false},
	{229, 230, tickets, tasks, "ticket_to_task", "task_to_ticket", "", "", false},

	{19, 20, deals, lineItems, "deal_to_line_item", "line_item_to_deal", "", "", false},
	{63, 64, deals, quotes, "deal_to_quote", "quote_to_deal", "", "", false},
	{67, 68, quotes, lineItems, "quote_to_line_item", "line_item_to_quote", "", "", false},
	{69, 70, quotes, contacts, quoteToContact, contactToQuote, "", "", false},
	{702, 703, quotes, contacts, quoteToContact + signer, contactToQuote + signer, "Contact signer", "Contact signer", false},
	{71, 72, quotes, companies, "quote_to_company", "company_to_quote", "", "", false},
	{286, 285, quotes, quoteTemplates, "quote_to_quote_template", "quote_template_to_quote", "", "", false},

	{608, 609, leads, contacts, leadToContact, contactToLead, "", "", false},
	{578, 579, leads, contacts, leadToContact + primaryOf, contactToLead + primaryOf, primary, primary, true},
	{610, 611, leads, companies, leadToCompany, companyToLead, "", "", false},
	{580, 581, leads, companies, leadToCompany + primaryOf, companyToLead + primaryOf, primary, primary, true},

	{507, 508, orders, contacts, "order_to_contact", "contact_to_order", "", "", false},
	{586, 587, carts, contacts, "cart_to_contact", "contact_to_cart", "", "", false},
	{177, 178, invoices, contacts, "invoice_to_contact", "contact_to_invoice", "", "", false},
	{387, 388, payments, contacts, "commerce_payment_to_contact", "contact_to_commerce_payment", "", "", false},
	{295, 296, subscriptions, contacts, "subscription_to_contact", "contact_to_subscription", "", "", false},
}

// both returns the type in its two directions, one and the same where they are.
func (h hubspotType) both() []*Type {
	there := &Type{
		Kind: Kind{HubSpotDefined, h.id}, From: h.from, To: h.to, Name: h.name, Label: h.label, Inverse: h.inverse, single: h.single,
	}
	if h.id == h.inverse {
		return []*Type{there}
	}
	return []*Type{there, {
		Kind: Kind{HubSpotDefined, h.inverse}, From: h.to, To: h.from, Name: h.back, Label: h.backLabel, Inverse: h.id,
	}}
}
