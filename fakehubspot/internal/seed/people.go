package seed

import "strconv"

// user is somebody who works in the account.
func user(d *draft) {
	f := d.faker
	first, last := f.FirstName(), f.LastName()
	d.set("hs_internal_user_id", strconv.Itoa(20_000_000+d.place))
	d.set("hs_given_name", first)
	d.set("hs_family_name", last)
	d.set("hs_email", d.email(first, last))
	d.set("hs_job_title", f.JobTitle())
	d.choose("hs_availability_status")
}

// goal is what a user is to reach.
func goal(d *draft) {
	d.set("hs_goal_name", title(d.faker.BuzzWord())+" "+strconv.Itoa(1+d.place))
	d.set("hs_target_amount", d.money(1_000, 100_000))
	d.set("hs_start_datetime", d.inDays(0, 0))
	d.set("hs_end_datetime", d.inDays(90, 0))
}

// feedback is what a customer answered.
func feedback(d *draft) {
	d.set("hs_survey_name", pick(d, "After the purchase", "After support", "Once a year"))
	d.choose("hs_survey_type")
	d.set("hs_content", d.faker.Sentence())
	d.set("hs_value", strconv.Itoa(d.faker.IntN(11)))
	d.set("hs_submission_timestamp", d.after(1))
}

// appointment, course, listing, service and project are the object library's.
func appointment(d *draft) {
	day := d.faker.IntN(60)
	d.set("hs_appointment_name", "Appointment with "+d.faker.FirstName()+" "+d.faker.LastName())
	d.set("hs_appointment_start", d.inDays(day, 0))
	d.set("hs_appointment_end", d.inDays(day, 1))
	d.stage("hs_pipeline", "hs_pipeline_stage")
}

func course(d *draft) {
	d.set("hs_course_name", title(d.faker.BuzzWord())+" for beginners")
	d.set("hs_course_id", "C-"+strconv.Itoa(101+d.place))
	d.set("hs_course_description", d.faker.Sentence())
	d.stage("hs_pipeline", "hs_pipeline_stage")
}

func listing(d *draft) {
	f := d.faker
	street := f.Street()
	d.set("hs_name", street)
	d.set("hs_address_1", street)
	d.set("hs_city", f.City())
	d.set("hs_zip", f.Zip())
	d.set("hs_price", strconv.Itoa(50_000+1_000*f.IntN(900)))
	d.set("hs_bedrooms", strconv.Itoa(1+f.IntN(5)))
	d.set("hs_bathrooms", strconv.Itoa(1+f.IntN(3)))
	d.stage("hs_pipeline", "hs_pipeline_stage")
}

func service(d *draft) {
	d.set("hs_name", title(d.faker.Verb())+" the "+d.faker.Noun())
	d.set("hs_description", d.faker.Sentence())
	d.set("hs_start_date", d.inDays(0, 0)[:len("2006-01-02")])
	d.stage("hs_pipeline", "hs_pipeline_stage")
}
