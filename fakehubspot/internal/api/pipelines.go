package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/pipeline"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// pipelineInput is the body of creating and of replacing a pipeline.
type pipelineInput struct {
	PipelineID   string        `json:"pipelineId"`
	Label        *string       `json:"label"`
	DisplayOrder *int          `json:"displayOrder"`
	Stages       *[]stageInput `json:"stages"`
}

// input is the pipeline that the body describes; all members but the ID are required.
func (in pipelineInput) input() (pipeline.Input, error) {
	var missing []string
	if in.DisplayOrder == nil {
		missing = append(missing, "displayOrder")
	}
	if in.Label == nil {
		missing = append(missing, "label")
	}
	if in.Stages == nil {
		missing = append(missing, "stages")
	}
	if missing != nil {
		return pipeline.Input{}, refusal.MissingFields(missing...)
	}
	described := pipeline.Input{ID: in.PipelineID, Label: *in.Label, DisplayOrder: *in.DisplayOrder}
	for _, stage := range *in.Stages {
		one, err := stage.input()
		if err != nil {
			return pipeline.Input{}, err
		}
		described.Stages = append(described.Stages, one)
	}
	return described, nil
}

// pipelines returns those of the object type in the path. A type without any has none to list, and takes none.
func pipelines(o *store.Store) (*pipeline.Set, error) {
	if o.Pipelines == nil {
		return nil, refusal.NoPipelines(o.Type.TypeID)
	}
	return o.Pipelines, nil
}

// livePipeline returns the pipeline in the path, unless it is archived.
func livePipeline(c *gin.Context, o *store.Store) (pipeline.Pipeline, error) {
	return aPipeline(c, o, false)
}

// aPipeline returns the pipeline in the path if it is archived, or if it is not.
func aPipeline(c *gin.Context, o *store.Store, archived bool) (pipeline.Pipeline, error) {
	set, err := pipelines(o)
	if err != nil {
		return pipeline.Pipeline{}, err
	}
	p, err := set.Get(c.Param("pipeline"))
	if err == nil && p.IsArchived() != archived {
		err = refusal.PipelineNotFound(p.ID)
	}
	return p, err
}

// listPipelines is GET of the collection; it has no pages.
func (s *server) listPipelines(c *gin.Context, o *store.Store) error {
	archived, err := flag(c, "archived")
	if err != nil {
		return err
	}
	results := []pipelineShape{}
	if o.Pipelines != nil {
		for _, p := range o.Pipelines.List(archived) {
			results = append(results, shapePipeline(p))
		}
	}
	return sendValue(c, http.StatusOK, map[string]any{"results": results})
}

func (s *server) readPipeline(c *gin.Context, o *store.Store) error {
	archived, err := flag(c, "archived")
	if err != nil {
		return err
	}
	p, err := aPipeline(c, o, archived)
	if err != nil {
		return err
	}
	return sendValue(c, http.StatusOK, shapePipeline(p))
}

func (s *server) createPipeline(c *gin.Context, o *store.Store) error {
	set, in, err := decodePipeline(c, o)
	if err != nil {
		return err
	}
	p, err := set.Create(in)
	if err != nil {
		return err
	}
	return sendValue(c, http.StatusCreated, shapePipeline(p))
}

// decodePipeline reads the body of a call that describes a whole pipeline.
func decodePipeline(c *gin.Context, o *store.Store) (*pipeline.Set, pipeline.Input, error) {
	set, err := pipelines(o)
	if err != nil {
		return nil, pipeline.Input{}, err
	}
	var body pipelineInput
	if err := decode(c, &body); err != nil {
		return nil, pipeline.Input{}, err
	}
	in, err := body.input()
	return set, in, err
}

// replacePipeline is PUT: stages that the body leaves out are archived.
func (s *server) replacePipeline(c *gin.Context, o *store.Store) error {
	set, in, err := decodePipeline(c, o)
	if err != nil {
		return err
	}
	known, err := livePipeline(c, o)
	if err != nil {
		return err
	}
	for _, stage := range known.Live() {
		if !in.Has(stage.ID) {
			if err := s.unused(c, o, o.Pipelines.StageProperty, "Pipeline stage", stage.ID); err != nil {
				return err
			}
		}
	}
	p, err := set.Rewrite(known.ID, in)
	if err != nil {
		return err
	}
	return sendValue(c, http.StatusOK, shapePipeline(p))
}

// updatePipeline is PATCH. archived can only be set to false, on a pipeline that is archived.
func (s *server) updatePipeline(c *gin.Context, o *store.Store) error {
	all, err := pipelines(o)
	if err != nil {
		return err
	}
	var body struct {
		Label        *string `json:"label"`
		DisplayOrder *int    `json:"displayOrder"`
		Archived     *bool   `json:"archived"`
	}
	if err := decode(c, &body); err != nil {
		return err
	}
	edit := func(p *pipeline.Pipeline) error {
		set(&p.Label, body.Label)
		set(&p.DisplayOrder, body.DisplayOrder)
		return nil
	}
	id := c.Param("pipeline")
	var p pipeline.Pipeline
	switch {
	case body.Archived == nil:
		p, err = all.Change(id, edit)
	case *body.Archived:
		err = &pipeline.Error{Problem: pipeline.NotArchived, Name: id}
	default:
		p, err = all.Restore(id, edit)
	}
	if err != nil {
		return err
	}
	return sendValue(c, http.StatusOK, shapePipeline(p))
}

func (s *server) archivePipeline(c *gin.Context, o *store.Store) error {
	p, err := livePipeline(c, o)
	if err != nil {
		return err
	}
	if err := s.unused(c, o, o.Pipelines.Property, "Pipeline", p.ID); err != nil {
		return err
	}
	if err := o.Pipelines.Archive(p.ID); err != nil {
		return err
	}
	sendNothing(c)
	return nil
}

func (s *server) auditPipeline(c *gin.Context, o *store.Store) error {
	p, err := livePipeline(c, o)
	if err != nil {
		return err
	}
	return sendValue(c, http.StatusOK, map[string]any{"results": shapeAudit(o.Pipelines.Audit(p.ID, p.ID))})
}

// unused refuses to archive a pipeline or a stage that live records are in, if the caller wants it checked: only the
// version 2026-09-beta does unless it is told to.
func (s *server) unused(c *gin.Context, o *store.Store, property, what, id string) error {
	otherwise := c.Param("version") == "2026-09-beta"
	wanted, err := flagOr(c, "validateReferencesBeforeDelete", otherwise)
	if err != nil {
		return err
	}
	deals, err := flagOr(c, "validateDealStageUsagesBeforeDelete", otherwise)
	if err != nil || !wanted && !deals {
		return err
	}
	const shown = 10
	if records := o.WithValue(property, id, shown); len(records) > 0 {
		return refusal.PipelineUsed(what, id, records)
	}
	return nil
}
