package object

import "github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"

const (
	appointmentInfo = section("appointment_information")
	courseInfo      = section("course_information")
	listingInfo     = section("listing_information")
	serviceInfo     = section("service_information")
	projectInfo     = section("project_information")
)

// The object library has types that an account must switch on.
var (
	Appointments = withBase(Type{
		Names:      Names{Plural: "appointments", Singular: "appointment", TypeID: "0-421"},
		Library:    true,
		Scopes:     scopesOf("appointments"),
		Operations: Eleven | Erase, Dated: map[string]Operations{"2026-03": Eleven | Merge | Erase},
		Schema: schema.Definition{
			Created: "hs_createdate",
			Groups:  []schema.Group{appointmentInfo.group("Appointment information")},
			Properties: []*schema.Property{
				appointmentInfo.text("hs_appointment_name", "Appointment name"),
				appointmentInfo.time("hs_appointment_start", "Start"),
				appointmentInfo.time("hs_appointment_end", "End"),
				appointmentInfo.linked("hs_pipeline", "Pipeline"),
				appointmentInfo.linked("hs_pipeline_stage", "Stage"),
			},
		},
		Pipelines: Pipelined,
		Settings: Settings{
			Primary:    "hs_appointment_name",
			Required:   []string{"hs_appointment_name"},
			Searchable: []string{"hs_appointment_name"},
		},
	})

	Courses = withBase(Type{
		Names:      Names{Plural: "courses", Singular: "course", TypeID: "0-410"},
		Library:    true,
		Scopes:     scopesOf("courses"),
		Operations: Eleven, Dated: map[string]Operations{"2026-03": Eleven | Merge},
		Schema: schema.Definition{
			Created: "hs_createdate",
			Groups:  []schema.Group{courseInfo.group("Course information")},
			Properties: []*schema.Property{
				courseInfo.text("hs_course_name", "Course name"),
				courseInfo.text("hs_course_id", "Course ID"),
				courseInfo.area("hs_course_description", "Description"),
				courseInfo.linked("hs_pipeline", "Pipeline"),
				courseInfo.linked("hs_pipeline_stage", "Stage"),
			},
		},
		Pipelines: coursePipelines,
		Settings: Settings{
			Primary:    "hs_course_name",
			Required:   []string{"hs_course_name"},
			Searchable: []string{"hs_course_name", "hs_course_id"},
		},
	})

	Listings = withBase(Type{
		Names:      Names{Plural: "listings", Singular: "listing", TypeID: "0-420"},
		Library:    true,
		Scopes:     scopesOf("listings"),
		Operations: Eleven,
		Schema: schema.Definition{
			Created: "hs_createdate",
			Groups:  []schema.Group{listingInfo.group("Listing information")},
			Properties: []*schema.Property{
				listingInfo.text("hs_name", "Listing name"),
				listingInfo.number("hs_price", "Price"),
				listingInfo.text("hs_address_1", "Address"),
				listingInfo.text("hs_city", "City"),
				listingInfo.text("hs_zip", "Postal code"),
				listingInfo.number("hs_bedrooms", "Bedrooms"),
				listingInfo.number("hs_bathrooms", "Bathrooms"),
				listingInfo.linked("hs_pipeline", "Pipeline"),
				listingInfo.linked("hs_pipeline_stage", "Stage"),
			},
		},
		Pipelines: Pipelined,
		Settings: Settings{
			Primary:    "hs_name",
			Required:   []string{"hs_name"},
			Searchable: []string{"hs_name", "hs_address_1", "hs_city", "hs_zip"},
		},
	})

	Services = withBase(Type{
		Names:      Names{Plural: "services", Singular: "service", TypeID: "0-162"},
		Library:    true,
		Scopes:     scopesOf("services"),
		Operations: Eleven, Dated: map[string]Operations{"2026-03": Eleven | Merge},
		Schema: schema.Definition{
			Created: "hs_createdate",
			Groups:  []schema.Group{serviceInfo.group("Service information")},
			Properties: []*schema.Property{
				serviceInfo.text("hs_name", "Service name"),
				serviceInfo.area("hs_description", "Description"),
				serviceInfo.day("hs_start_date", "Start date"),
				serviceInfo.day("hs_target_end_date", "Target end date"),
				serviceInfo.linked("hs_pipeline", "Pipeline"),
				serviceInfo.linked("hs_pipeline_stage", "Stage"),
			},
		},
		Pipelines: servicePipelines,
		Settings: Settings{
			Primary:    "hs_name",
			Required:   []string{"hs_name", "hs_pipeline", "hs_pipeline_stage"},
			Searchable: []string{"hs_name"},
		},
	})
)

// Projects are work on its way through a pipeline. They stand outside the library.
var Projects = withBase(Type{
	Names:      Names{Plural: "projects", Singular: "project", TypeID: "0-970"},
	Scopes:     scopesOf("projects"),
	Operations: Eleven | Merge,
	Schema: schema.Definition{
		Created: "hs_createdate",
		Groups:  []schema.Group{projectInfo.group("Project information")},
		Properties: []*schema.Property{
			projectInfo.text("hs_name", "Project name"),
			projectInfo.area("hs_description", "Description"),
			projectInfo.linked("hs_pipeline", "Pipeline"),
			projectInfo.linked("hs_pipeline_stage", "Stage"),
		},
	},
	Pipelines: projectPipelines,
	Defaults:  []string{"hs_name", "hs_pipeline", "hs_pipeline_stage"},
	Settings: Settings{
		Primary:    "hs_name",
		Required:   []string{"hs_name", "hs_pipeline", "hs_pipeline_stage"},
		Searchable: []string{"hs_name"},
	},
})
