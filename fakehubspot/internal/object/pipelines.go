package object

import "github.com/hubspot-to-sesam/testbed/fakehubspot/internal/pipeline"

// contactPipelines are the life of a contact.
var contactPipelines = &pipeline.Rules{
	Property: "hs_pipeline", StageProperty: "lifecyclestage", State: pipeline.OpenState,
	First: []pipeline.Pipeline{lifecycle("contacts-lifecycle-pipeline")},
}

// companyPipelines are the life of a company.
var companyPipelines = &pipeline.Rules{
	Property: "hs_pipeline", StageProperty: "lifecyclestage", State: pipeline.OpenState,
	First: []pipeline.Pipeline{lifecycle("companies-lifecycle-pipeline")},
}

// lifecycle is the pipeline of what begins as a subscriber and may become a customer.
func lifecycle(id string) pipeline.Pipeline {
	return pipeline.OpenState.Own(id, "Lifecycle Stage Pipeline",
		[3]string{"subscriber", "Subscriber", "OPEN"},
		[3]string{"lead", "Lead", "OPEN"},
		[3]string{"marketingqualifiedlead", "Marketing Qualified Lead", "OPEN"},
		[3]string{"salesqualifiedlead", "Sales Qualified Lead", "OPEN"},
		[3]string{"opportunity", "Opportunity", "OPEN"},
		[3]string{"customer", "Customer", "OPEN"},
		[3]string{"evangelist", "Evangelist", "OPEN"},
		[3]string{"other", "Other", "CLOSED"},
	)
}

// dealPipelines begin with the sales pipeline that every account has.
var dealPipelines = &pipeline.Rules{
	Property: "pipeline", StageProperty: "dealstage", State: pipeline.Probability,
	Default: true,
	First: []pipeline.Pipeline{pipeline.Probability.Own("default", "Sales Pipeline",
		[3]string{"appointmentscheduled", "Appointment Scheduled", "0.2"},
		[3]string{"qualifiedtobuy", "Qualified To Buy", "0.4"},
		[3]string{"presentationscheduled", "Presentation Scheduled", "0.6"},
		[3]string{"decisionmakerboughtin", "Decision Maker Bought-In", "0.8"},
		[3]string{"contractsent", "Contract Sent", "0.9"},
		[3]string{"closedwon", "Closed Won", "1"},
		[3]string{"closedlost", "Closed Lost", "0"},
	)},
}

// ticketPipelines begin with the support pipeline that every account has.
var ticketPipelines = &pipeline.Rules{
	Property: "hs_pipeline", StageProperty: "hs_pipeline_stage", State: pipeline.TicketState,
	Default: true,
	First: []pipeline.Pipeline{pipeline.TicketState.Own("0", "Support Pipeline",
		[3]string{"1", "New", "OPEN"},
		[3]string{"2", "Waiting on contact", "OPEN"},
		[3]string{"3", "Waiting on us", "OPEN"},
		[3]string{"4", "Closed", "CLOSED"},
	)},
}

// leadPipelines begin with the pipeline of leads.
var leadPipelines = &pipeline.Rules{
	Property: "hs_pipeline", StageProperty: "hs_pipeline_stage", State: pipeline.OpenState,
	Default: true,
	First: []pipeline.Pipeline{pipeline.OpenState.Own("lead-pipeline-id", "Lead pipeline",
		[3]string{"new-stage-id", "New", "OPEN"},
		[3]string{"attempting-stage-id", "Attempting", "OPEN"},
		[3]string{"connected-stage-id", "Connected", "OPEN"},
		[3]string{"qualified-stage-id", "Qualified", "CLOSED"},
		[3]string{"unqualified-stage-id", "Disqualified", "CLOSED"},
	)},
}

// orderPipelines begin with the pipeline of orders.
var orderPipelines = &pipeline.Rules{
	Property: "hs_pipeline", StageProperty: "hs_pipeline_stage", State: pipeline.OpenState,
	Default: true,
	First: []pipeline.Pipeline{pipeline.OpenState.Own("14a2e10e-5471-408a-906e-c51f3b04369e", "Order Pipeline",
		[3]string{"4b27b500-f031-4927-9811-68a0b525cbae", "Open", "OPEN"},
		[3]string{"937ea84d-0a4f-4dcf-9028-3f9c2aafbf03", "Processed", "OPEN"},
		[3]string{"aa99e8d0-c1d5-4071-b915-d240bbb1aed9", "Shipped", "OPEN"},
		[3]string{"3725360f-519b-4b18-a593-494d60a29c9f", "Delivered", "CLOSED"},
		[3]string{"3c85a297-e9ce-400b-b42e-9f16853d69d6", "Cancelled", "CLOSED"},
	)},
}

// coursePipelines begin with the pipeline of courses.
var coursePipelines = &pipeline.Rules{
	Property: "hs_pipeline", StageProperty: "hs_pipeline_stage", State: pipeline.OpenState,
	Default: true,
	First: []pipeline.Pipeline{pipeline.OpenState.Own("9dd7104c-1ae0-402b-a194-9cc567fd6a45", "Course Pipeline",
		[3]string{"3e1a235d-1a64-4b7a-9ed5-7f0273ebd774", "Open", "OPEN"},
		[3]string{"38942bdc-b389-487e-acf3-a43a2772a447", "Closed", "CLOSED"},
	)},
}

// servicePipelines begin with the pipeline of services.
var servicePipelines = &pipeline.Rules{
	Property: "hs_pipeline", StageProperty: "hs_pipeline_stage", State: pipeline.OpenState,
	Default: true,
	First: []pipeline.Pipeline{pipeline.OpenState.Own("ba9cdbd6-e220-45b2-a5a2-d67ebdcbade6", "Service Pipeline",
		[3]string{"8e2b21d0-7a90-4968-8f8c-a8525cc49c70", "New", "OPEN"},
		[3]string{"600b692d-a3fe-4052-9cd7-278b134d7941", "In progress", "OPEN"},
		[3]string{"de53e7d9-6b57-4701-b576-92de01c9ed65", "Closed", "CLOSED"},
	)},
}

// projectPipelines begin with a pipeline, because a project cannot be without one. Its IDs are ours.
var projectPipelines = &pipeline.Rules{
	Property: "hs_pipeline", StageProperty: "hs_pipeline_stage", State: pipeline.OpenState,
	First: []pipeline.Pipeline{pipeline.OpenState.Own("project-pipeline", "Project Pipeline",
		[3]string{"project-new", "New", "OPEN"},
		[3]string{"project-in-progress", "In progress", "OPEN"},
		[3]string{"project-closed", "Closed", "CLOSED"},
	)},
}

// Pipelined are the rules of types that begin without a pipeline, custom objects among them. Until one is made, their
// records can name any.
var Pipelined = &pipeline.Rules{Property: "hs_pipeline", StageProperty: "hs_pipeline_stage", State: pipeline.OpenState}
