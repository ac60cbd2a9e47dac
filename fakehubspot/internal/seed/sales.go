package seed

import (
	"strconv"
	"strings"
)

// company is an organization, with what salespeople look up about it.
func company(d *draft) {
	f := d.faker
	name := f.Company()
	domain := letters(strings.Join(strings.Fields(name), "")) + pick(d, ".com", ".io", ".no", ".co.uk", ".de")
	d.set("name", name)
	d.set("domain", domain)
	d.set("website", "https://www."+domain)
	d.choose("industry")
	d.choose("lifecyclestage")
	d.set("city", f.City())
	d.set("country", f.Country())
	d.set("numberofemployees", strconv.Itoa(1+f.IntN(10)*f.IntN(100)))
	if f.IntN(3) > 0 {
		d.set("phone", f.PhoneFormatted())
	}
	if f.IntN(3) == 0 {
		d.set("annualrevenue", strconv.Itoa(100_000*(1+f.IntN(500))))
		d.choose("type")
	}
	if f.IntN(4) == 0 {
		d.set("address", f.Street())
		d.set("zip", f.Zip())
		d.set("description", f.Slogan())
	}
}

// deal is a sale in some stage of a pipeline; most have an amount.
func deal(d *draft) {
	f := d.faker
	d.set("dealname", f.Company()+" - "+title(f.BuzzWord())+" "+f.Noun())
	d.stage("pipeline", "dealstage")
	d.set("closedate", d.after(180))
	d.choose("dealtype")
	if f.IntN(8) > 0 {
		d.set("amount", d.money(250, 120_000))
	}
	if f.IntN(3) == 0 {
		d.choose("hs_priority")
		d.set("hs_next_step", title(f.Verb())+" the "+f.Noun())
	}
	if f.IntN(4) == 0 {
		d.set("description", f.Sentence())
	}
}

// ticket is a request for help.
func ticket(d *draft) {
	f := d.faker
	d.set("subject", pick(d, "Cannot log in to the ", "Question about the ", "Error in the ", "Please cancel the ", "Change of the ")+f.Noun())
	d.set("content", f.Sentence())
	d.stage("hs_pipeline", "hs_pipeline_stage")
	d.choose("hs_ticket_priority")
	d.choose("source_type")
	if f.IntN(2) == 0 {
		d.choose("hs_ticket_category")
	}
}

// lead is somebody to be made a customer.
func lead(d *draft) {
	d.set("hs_lead_name", d.faker.FirstName()+" "+d.faker.LastName())
	d.choose("hs_lead_type")
	d.choose("hs_lead_label")
	d.stage("hs_pipeline", "hs_pipeline_stage")
}

// title returns a text with a capital letter in front.
func title(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
