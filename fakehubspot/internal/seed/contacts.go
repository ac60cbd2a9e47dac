package seed

var (
	stages   = []string{"subscriber", "lead", "lead", "lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity", "customer"}
	statuses = []string{"NEW", "OPEN", "IN_PROGRESS", "OPEN_DEAL", "UNQUALIFIED", "ATTEMPTED_TO_CONTACT", "CONNECTED", "BAD_TIMING"}
)

// contact is one as sales people keep them: some fields, not all.
func contact(d *draft) {
	f := d.faker
	first, last := f.FirstName(), f.LastName()
	d.set("firstname", first)
	d.set("lastname", last)
	d.set("email", d.email(first, last))
	d.set("company", f.Company())
	d.set("jobtitle", f.JobTitle())
	d.set("city", f.City())
	d.set("country", f.Country())
	d.set("lifecyclestage", stages[f.IntN(len(stages))])
	if f.IntN(4) > 0 {
		d.set("phone", f.PhoneFormatted())
	}
	if f.IntN(3) == 0 {
		d.set("hs_lead_status", statuses[f.IntN(len(statuses))])
	}
	if f.IntN(5) == 0 {
		d.set("mobilephone", f.Phone())
		d.set("zip", f.Zip())
	}
}

// largeContact is an ordinary contact with some ten thousand bytes of notes.
func largeContact(d *draft) {
	contact(d)
	d.set("message", d.faker.Paragraph(12+d.faker.IntN(12), 6, 12, "\n"))
	d.set("address", d.faker.Street())
	d.set("website", d.faker.URL())
	d.set("industry", d.faker.Paragraph(2, 4, 12, " "))
}

// unicodeContact is a contact whose names are odd; one in seven has no email address, one in eleven nothing else.
func unicodeContact(d *draft) {
	f := d.faker
	if d.place%11 == 0 {
		d.set("email", d.email("only", "address"))
		return
	}
	d.set("firstname", odd[f.IntN(len(odd))])
	d.set("lastname", odd[f.IntN(len(odd))])
	d.set("company", odd[f.IntN(len(odd))])
	d.set("lifecyclestage", stages[f.IntN(len(stages))])
	if d.place%7 != 0 {
		d.set("email", d.email(f.FirstName(), f.LastName()))
	}
}
