package api

import (
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/pipeline"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

// pipelineShape is a pipeline, its fields in the order in which HubSpot sends them.
type pipelineShape struct {
	Label        string       `json:"label"`
	DisplayOrder int          `json:"displayOrder"`
	ID           string       `json:"id"`
	Stages       []stageShape `json:"stages"`
	timesShape
}

// stageShape is a stage of a pipeline.
type stageShape struct {
	Label            string            `json:"label"`
	DisplayOrder     int               `json:"displayOrder"`
	Metadata         map[string]string `json:"metadata"`
	ID               string            `json:"id"`
	CreatedAt        string            `json:"createdAt"`
	UpdatedAt        string            `json:"updatedAt"`
	ArchivedAt       string            `json:"archivedAt,omitzero"`
	WritePermissions string            `json:"writePermissions"`
	Archived         bool              `json:"archived"`
}

// timesShape are the times of a pipeline.
type timesShape struct {
	CreatedAt  string `json:"createdAt"`
	UpdatedAt  string `json:"updatedAt"`
	ArchivedAt string `json:"archivedAt,omitzero"`
	Archived   bool   `json:"archived"`
}

// shapePipeline shows the stages that are not archived.
func shapePipeline(p pipeline.Pipeline) pipelineShape {
	shown := pipelineShape{
		Label: p.Label, DisplayOrder: p.DisplayOrder, ID: p.ID, Stages: []stageShape{},
		timesShape: timesShape{
			CreatedAt: instant(p.Created), UpdatedAt: instant(p.Updated), ArchivedAt: instant(p.Archived), Archived: p.IsArchived(),
		},
	}
	for _, stage := range p.Live() {
		shown.Stages = append(shown.Stages, shapeStage(stage))
	}
	return shown
}

func shapeStage(stage pipeline.Stage) stageShape {
	return stageShape{
		Label: stage.Label, DisplayOrder: stage.DisplayOrder, Metadata: stage.Metadata, ID: stage.ID,
		CreatedAt: instant(stage.Created), UpdatedAt: instant(stage.Updated), ArchivedAt: instant(stage.Archived),
		WritePermissions: "CRM_PERMISSIONS_ENFORCEMENT", Archived: stage.IsArchived(),
	}
}

// instant writes a time as this API does: without a fraction if it has none. The zero time is empty.
func instant(t time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case t.Nanosecond() == 0:
		return t.UTC().Format("2006-01-02T15:04:05Z")
	default:
		return t.UTC().Format(record.StampFormat)
	}
}

// auditShape is one change to a pipeline or a stage.
type auditShape struct {
	PortalID   int    `json:"portalId"`
	Identifier string `json:"identifier"`
	Action     string `json:"action"`
	Timestamp  string `json:"timestamp"`
}

func shapeAudit(changes []pipeline.Change) []auditShape {
	shown := []auditShape{}
	for _, change := range changes {
		shown = append(shown, auditShape{
			PortalID: refusal.PortalID, Identifier: change.ID, Action: string(change.Action), Timestamp: instant(change.At),
		})
	}
	return shown
}

// refusedPipeline answers changes to pipelines and stages.
func refusedPipeline(e *pipeline.Error, t *object.Type) refusal.Refusal {
	switch e.Problem {
	case pipeline.NotFound:
		return refusal.PipelineNotFound(e.Name)
	case pipeline.StageNotFound:
		return refusal.StageNotFound(e.Name)
	case pipeline.Exists:
		return refusal.PipelineExists("Pipeline", e.Name)
	case pipeline.StageExists:
		return refusal.PipelineExists("Pipeline stage", e.Name)
	case pipeline.LabelTaken:
		return refusal.PipelineExists("Pipeline with the label", e.Name)
	case pipeline.StageLabel:
		return refusal.PipelineExists("Pipeline stage with the label", e.Name)
	case pipeline.Capital:
		return refusal.PipelineInvalid("Property name must be lowercase, but given: hs_date_entered_" + e.Name)
	case pipeline.BadProbability:
		return refusal.PipelineInvalid("The metadata of a stage of " + t.Plural + " must have a probability from 0.0 to 1.0")
	case pipeline.BadState:
		return refusal.PipelineInvalid("The metadata of a stage of " + t.Plural + " must have a " + e.Member + " that is OPEN or CLOSED")
	case pipeline.NotArchived:
		return refusal.PipelineInvalid("archived can only be set to false, and only on what is archived")
	default:
		return refusal.PipelineInvalid("Invalid pipeline: " + string(e.Problem))
	}
}
