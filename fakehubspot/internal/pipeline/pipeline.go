// Package pipeline holds the pipelines of an object type and their stages, through which its records go.
package pipeline

import (
	"maps"
	"slices"
	"time"
)

// Pipeline is a sequence of stages, as it was when it was read.
type Pipeline struct {
	Label string `json:"label"`
	// DisplayOrder is where the pipeline stands among the others; those of one order stand by their labels.
	DisplayOrder int    `json:"displayOrder"`
	ID           string `json:"id"`
	// Stages are all stages, archived ones too, by DisplayOrder and label.
	Stages []Stage `json:"stages"`
	Times
}

// Stage is one step of a pipeline.
type Stage struct {
	Label        string `json:"label"`
	DisplayOrder int    `json:"displayOrder"`
	// Metadata are what the object type wants to know of a stage, all of them as text.
	Metadata map[string]string `json:"metadata"`
	ID       string            `json:"id"`
	Times
}

// Times are when a pipeline or a stage was made, changed and archived. HubSpot's own have the beginning of 1970.
type Times struct {
	Created time.Time `json:"createdAt"`
	Updated time.Time `json:"updatedAt"`
	// Archived is the zero time while it is not.
	Archived time.Time `json:"archivedAt,omitzero"`
}

// IsArchived reports whether it is archived.
func (t Times) IsArchived() bool { return !t.Archived.IsZero() }

// Live returns the stages that are not archived.
func (p Pipeline) Live() []Stage {
	return slices.DeleteFunc(slices.Clone(p.Stages), func(s Stage) bool { return s.IsArchived() })
}

// Stage returns the stage of that ID, archived or not.
func (p Pipeline) Stage(id string) (Stage, bool) {
	i := p.stage(id)
	if i < 0 {
		return Stage{}, false
	}
	return p.Stages[i], true
}

func (p Pipeline) stage(id string) int {
	return slices.IndexFunc(p.Stages, func(s Stage) bool { return s.ID == id })
}

// clone returns a copy that shares nothing with p.
func (p Pipeline) clone() Pipeline {
	p.Stages = slices.Clone(p.Stages)
	for i := range p.Stages {
		p.Stages[i].Metadata = maps.Clone(p.Stages[i].Metadata)
	}
	return p
}

// origin is the time of HubSpot's own pipelines.
var origin = Times{Created: time.Unix(0, 0).UTC(), Updated: time.Unix(0, 0).UTC()}
