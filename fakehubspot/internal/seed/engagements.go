package seed

import "strconv"

// call, email, meeting, note and task are what somebody did or is to do about a record.
func call(d *draft) {
	f := d.faker
	d.set("hs_timestamp", d.after(60))
	d.set("hs_call_title", "Call with "+f.FirstName()+" "+f.LastName())
	d.set("hs_call_body", "<p>"+f.Sentence()+"</p>")
	d.choose("hs_call_direction")
	d.set("hs_call_status", pick(d, "COMPLETED", "COMPLETED", "NO_ANSWER", "BUSY"))
	d.set("hs_call_duration", strconv.Itoa(1_000*(5+f.IntN(1_800))))
	d.set("hs_call_to_number", f.PhoneFormatted())
}

func email(d *draft) {
	f := d.faker
	d.set("hs_timestamp", d.after(60))
	d.set("hs_email_direction", pick(d, "EMAIL", "EMAIL", "INCOMING_EMAIL"))
	d.set("hs_email_subject", title(f.BuzzWord())+" "+f.Noun())
	d.set("hs_email_text", f.Sentence())
	d.set("hs_email_status", pick(d, "SENT", "SENT", "SENT", "BOUNCED"))
}

func meeting(d *draft) {
	start := d.faker.IntN(60)
	d.set("hs_timestamp", d.inDays(start, 0))
	d.set("hs_meeting_title", title(d.faker.BuzzWord())+" with "+d.faker.Company())
	d.set("hs_meeting_body", "<p>"+d.faker.Sentence()+"</p>")
	d.set("hs_meeting_start_time", d.inDays(start, 0))
	d.set("hs_meeting_end_time", d.inDays(start, 1))
	d.choose("hs_meeting_outcome")
}

func note(d *draft) {
	d.set("hs_timestamp", d.after(60))
	d.set("hs_note_body", "<p>"+d.faker.Sentence()+"</p>")
}

func task(d *draft) {
	d.set("hs_timestamp", d.after(60))
	d.set("hs_task_subject", title(d.faker.Verb())+" the "+d.faker.Noun())
	d.choose("hs_task_status")
	d.choose("hs_task_priority")
	d.choose("hs_task_type")
}

func communication(d *draft) {
	d.set("hs_timestamp", d.after(60))
	d.choose("hs_communication_channel_type")
	d.set("hs_communication_logged_from", "CRM")
	d.set("hs_communication_body", d.faker.Sentence())
}

func postalMail(d *draft) {
	d.set("hs_timestamp", d.after(60))
	d.set("hs_postal_mail_body", d.faker.Sentence())
}
