package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/pipeline"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// stageInput is the body of creating and of replacing a stage.
type stageInput struct {
	StageID      string  `json:"stageId"`
	Label        *string `json:"label"`
	DisplayOrder *int    `json:"displayOrder"`
	Metadata     *values `json:"metadata"`
}

// input is the stage that the body describes; label and order are required. Whether metadata are depends on the object type.
func (in stageInput) input() (pipeline.StageInput, error) {
	var missing []string
	if in.DisplayOrder == nil {
		missing = append(missing, "displayOrder")
	}
	if in.Label == nil {
		missing = append(missing, "label")
	}
	if missing != nil {
		return pipeline.StageInput{}, refusal.MissingFields(missing...)
	}
	described := pipeline.StageInput{ID: in.StageID, Label: *in.Label, DisplayOrder: *in.DisplayOrder}
	if in.Metadata != nil {
		described.Metadata = *in.Metadata
	}
	return described, nil
}

// aStage returns the stage in the path if it is archived, or if it is not, and its pipeline.
func aStage(c *gin.Context, o *store.Store, archived bool) (pipeline.Pipeline, pipeline.Stage, error) {
	p, err := livePipeline(c, o)
	if err != nil {
		return p, pipeline.Stage{}, err
	}
	stage, found := p.Stage(c.Param("stage"))
	if !found || stage.IsArchived() != archived {
		return p, stage, refusal.StageNotFound(c.Param("stage"))
	}
	return p, stage, nil
}

func (s *server) listStages(c *gin.Context, o *store.Store) error {
	archived, err := flag(c, "archived")
	if err != nil {
		return err
	}
	p, err := livePipeline(c, o)
	if err != nil {
		return err
	}
	results := []stageShape{}
	for _, stage := range p.Stages {
		if stage.IsArchived() == archived {
			results = append(results, shapeStage(stage))
		}
	}
	return sendValue(c, http.StatusOK, map[string]any{"results": results})
}

func (s *server) readStage(c *gin.Context, o *store.Store) error {
	archived, err := flag(c, "archived")
	if err != nil {
		return err
	}
	_, stage, err := aStage(c, o, archived)
	if err != nil {
		return err
	}
	return sendValue(c, http.StatusOK, shapeStage(stage))
}

func (s *server) createStage(c *gin.Context, o *store.Store) error {
	return s.writeStage(c, o, http.StatusCreated, func(set *pipeline.Set, in pipeline.StageInput) (pipeline.Stage, error) {
		return set.CreateStage(c.Param("pipeline"), in)
	})
}

// replaceStage is PUT: what the body leaves out is no more.
func (s *server) replaceStage(c *gin.Context, o *store.Store) error {
	return s.writeStage(c, o, http.StatusOK, func(set *pipeline.Set, in pipeline.StageInput) (pipeline.Stage, error) {
		return set.RewriteStage(c.Param("pipeline"), c.Param("stage"), in)
	})
}

// writeStage answers a call whose body describes a whole stage.
func (s *server) writeStage(
	c *gin.Context, o *store.Store, status int, write func(*pipeline.Set, pipeline.StageInput) (pipeline.Stage, error),
) error {
	set, err := pipelines(o)
	if err != nil {
		return err
	}
	var body stageInput
	if err := decode(c, &body); err != nil {
		return err
	}
	in, err := body.input()
	if err != nil {
		return err
	}
	stage, err := write(set, in)
	if err != nil {
		return err
	}
	return sendValue(c, status, shapeStage(stage))
}

// updateStage is PATCH.
func (s *server) updateStage(c *gin.Context, o *store.Store) error {
	set, err := pipelines(o)
	if err != nil {
		return err
	}
	var body struct {
		Label        *string `json:"label"`
		DisplayOrder *int    `json:"displayOrder"`
		Archived     *bool   `json:"archived"`
		Metadata     values  `json:"metadata"`
	}
	if err := decode(c, &body); err != nil {
		return err
	}
	stage, err := set.PatchStage(c.Param("pipeline"), c.Param("stage"), pipeline.StagePatch{
		Label: body.Label, DisplayOrder: body.DisplayOrder, Metadata: body.Metadata, Archived: body.Archived,
	})
	if err != nil {
		return err
	}
	return sendValue(c, http.StatusOK, shapeStage(stage))
}

func (s *server) archiveStage(c *gin.Context, o *store.Store) error {
	p, stage, err := aStage(c, o, false)
	if err != nil {
		return err
	}
	if err := s.unused(c, o, o.Pipelines.StageProperty, "Pipeline stage", stage.ID); err != nil {
		return err
	}
	if err := o.Pipelines.ArchiveStage(p.ID, stage.ID); err != nil {
		return err
	}
	sendNothing(c)
	return nil
}

func (s *server) auditStage(c *gin.Context, o *store.Store) error {
	p, stage, err := aStage(c, o, false)
	if err != nil {
		return err
	}
	return sendValue(c, http.StatusOK, map[string]any{"results": shapeAudit(o.Pipelines.Audit(p.ID, stage.ID))})
}
