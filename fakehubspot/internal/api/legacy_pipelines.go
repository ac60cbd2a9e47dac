package api

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/pipeline"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// legacyPipeline is a pipeline as version 1 of the pipelines API shows it, its fields in the order in which HubSpot sends
// them.
type legacyPipeline struct {
	Label        string        `json:"label"`
	DisplayOrder int           `json:"displayOrder"`
	Active       bool          `json:"active"`
	Stages       []legacyStage `json:"stages"`
	ObjectType   string        `json:"objectType"`
	ObjectTypeID string        `json:"objectTypeId"`
	PipelineID   string        `json:"pipelineId"`
	CreatedAt    int64         `json:"createdAt"`
	UpdatedAt    int64         `json:"updatedAt"`
	Default      bool          `json:"default"`
}

type legacyStage struct {
	Label        string            `json:"label"`
	DisplayOrder int               `json:"displayOrder"`
	Metadata     map[string]string `json:"metadata"`
	StageID      string            `json:"stageId"`
	CreatedAt    int64             `json:"createdAt"`
	UpdatedAt    int64             `json:"updatedAt"`
	Active       bool              `json:"active"`
}

// What a call says about archived pipelines and stages.
const (
	withoutDeleted = "EXCLUDE_DELETED"
	withDeleted    = "INCLUDE_DELETED"
)

// listLegacyPipelines lists the pipelines of an object type.
func (s *server) listLegacyPipelines(c *gin.Context, o *store.Store) error {
	archived := c.DefaultQuery("includeInactive", withoutDeleted)
	if archived != withoutDeleted && archived != withDeleted {
		return refusal.NotOneOf("includeInactive", archived, withoutDeleted, withDeleted)
	}
	results := []legacyPipeline{}
	for _, p := range pipelinesOf(o, archived == withDeleted) {
		results = append(results, legacyPipelineOf(o, p, archived == withDeleted))
	}
	return sendValue(c, http.StatusOK, map[string]any{"results": results})
}

// pipelinesOf are the pipelines of an object type, and those that are archived after them.
func pipelinesOf(o *store.Store, archived bool) []pipeline.Pipeline {
	if o.Pipelines == nil {
		return nil
	}
	all := o.Pipelines.List(false)
	if archived {
		all = slices.Concat(all, o.Pipelines.List(true))
	}
	return all
}

func legacyPipelineOf(o *store.Store, p pipeline.Pipeline, archived bool) legacyPipeline {
	shown := legacyPipeline{
		Label: p.Label, DisplayOrder: p.DisplayOrder, Active: !p.IsArchived(), Stages: []legacyStage{},
		ObjectType: strings.ToUpper(o.Type.Singular), ObjectTypeID: o.Type.TypeID, PipelineID: p.ID,
		CreatedAt: p.Created.UnixMilli(), UpdatedAt: p.Updated.UnixMilli(), Default: p.Created.UnixMilli() == 0,
	}
	stages := p.Live()
	if archived {
		stages = p.Stages
	}
	for _, one := range stages {
		shown.Stages = append(shown.Stages, legacyStage{
			Label: one.Label, DisplayOrder: one.DisplayOrder, Metadata: one.Metadata, StageID: one.ID,
			CreatedAt: one.Created.UnixMilli(), UpdatedAt: one.Updated.UnixMilli(), Active: !one.IsArchived(),
		})
	}
	return shown
}

// dealPipeline is a pipeline as the deals API shows it.
type dealPipeline struct {
	PipelineID    string      `json:"pipelineId"`
	Stages        []dealStage `json:"stages"`
	Label         string      `json:"label"`
	Active        bool        `json:"active"`
	DisplayOrder  int         `json:"displayOrder"`
	StaticDefault bool        `json:"staticDefault"`
}

type dealStage struct {
	StageID      string  `json:"stageId"`
	Label        string  `json:"label"`
	Probability  float64 `json:"probability"`
	Active       bool    `json:"active"`
	DisplayOrder int     `json:"displayOrder"`
	ClosedWon    bool    `json:"closedWon"`
}

// listDealPipelines lists the pipelines of deals, without an envelope.
func (s *server) listDealPipelines(c *gin.Context, o *store.Store) error {
	list := []dealPipeline{}
	for _, p := range pipelinesOf(o, false) {
		shown := dealPipeline{
			PipelineID: p.ID, Stages: []dealStage{}, Label: p.Label, Active: true, DisplayOrder: p.DisplayOrder,
			StaticDefault: p.Created.UnixMilli() == 0,
		}
		for _, one := range p.Live() {
			probability, err := strconv.ParseFloat(one.Metadata["probability"], 64)
			if err != nil {
				return err // every stage of deals has one
			}
			shown.Stages = append(shown.Stages, dealStage{one.ID, one.Label, probability, true, one.DisplayOrder, probability == 1})
		}
		list = append(list, shown)
	}
	return sendValue(c, http.StatusOK, list)
}
