package pipeline

import (
	"maps"
	"slices"
	"time"
)

// Input is what a caller says of a pipeline.
type Input struct {
	ID           string // empty: made up
	Label        string
	DisplayOrder int
	Stages       []StageInput
}

// StageInput is what a caller says of a stage.
type StageInput struct {
	ID           string // empty: made up
	Label        string
	DisplayOrder int
	Metadata     map[string]string
}

// Create adds a pipeline with its stages.
func (s *Set) Create(in Input) (Pipeline, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.pipelines) >= MaxPipelines {
		return Pipeline{}, &Error{Problem: TooMany}
	}
	if in.ID == "" {
		in.ID = s.freeID()
	} else if s.index(in.ID) >= 0 {
		return Pipeline{}, &Error{Problem: Exists, Name: in.ID}
	}
	now := s.now()
	p := Pipeline{ID: in.ID, Label: in.Label, DisplayOrder: in.DisplayOrder, Times: Times{Created: now, Updated: now}}
	for _, stage := range in.Stages {
		p.Stages = append(p.Stages, s.stage(stage, now))
	}
	if err := s.check(&p); err != nil {
		return Pipeline{}, err
	}
	s.pipelines = append(s.pipelines, p)
	s.note(Created, p.ID, p.ID)
	return p.clone(), nil
}

// Rewrite puts label, order and stages in the place of those that a live pipeline has. A stage that keeps its ID keeps its
// time of creation; those that are left out are archived.
func (s *Set) Rewrite(id string, in Input) (Pipeline, error) {
	return s.Change(id, func(p *Pipeline) error {
		now := s.now()
		before := p.Stages
		p.Label, p.DisplayOrder, p.Stages = in.Label, in.DisplayOrder, nil
		for _, stage := range in.Stages {
			fresh := s.stage(stage, now)
			if i := slices.IndexFunc(before, func(known Stage) bool { return known.ID == fresh.ID }); i >= 0 {
				fresh.Created = before[i].Created
				before = slices.Delete(slices.Clone(before), i, i+1)
			}
			p.Stages = append(p.Stages, fresh)
		}
		for _, gone := range before {
			if !gone.IsArchived() {
				gone.Archived, gone.Updated = now, now
			}
			p.Stages = append(p.Stages, gone)
		}
		return nil
	})
}

// Change changes a live pipeline by edit, which works on a copy and leaves everything as it was if it returns an error.
func (s *Set) Change(id string, edit func(*Pipeline) error) (Pipeline, error) {
	return s.change(id, false, Updated, edit)
}

// Archive archives a live pipeline.
func (s *Set) Archive(id string) error {
	_, err := s.change(id, false, Archived, func(p *Pipeline) error { p.Archived = s.now(); return nil })
	return err
}

// Restore makes an archived pipeline live again, changed by edit.
func (s *Set) Restore(id string, edit func(*Pipeline) error) (Pipeline, error) {
	return s.change(id, true, Restored, func(p *Pipeline) error { p.Archived = time.Time{}; return edit(p) })
}

func (s *Set) change(id string, archived bool, action Action, edit func(*Pipeline) error) (Pipeline, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.index(id)
	if i < 0 || s.pipelines[i].IsArchived() != archived {
		if i >= 0 && archived {
			return Pipeline{}, &Error{Problem: NotArchived, Name: id}
		}
		return Pipeline{}, &Error{Problem: NotFound, Name: id}
	}
	p := s.pipelines[i].clone()
	if err := edit(&p); err != nil {
		return Pipeline{}, err
	}
	if err := s.check(&p); err != nil {
		return Pipeline{}, err
	}
	p.Updated = s.now()
	s.pipelines[i] = p
	s.note(action, p.ID, p.ID)
	return p.clone(), nil
}

// stage is a stage that a caller describes.
func (s *Set) stage(in StageInput, now time.Time) Stage {
	metadata := maps.Clone(in.Metadata)
	if metadata == nil {
		metadata = map[string]string{}
	}
	if in.ID == "" {
		in.ID = s.freeID()
	}
	return Stage{
		ID: in.ID, Label: in.Label, DisplayOrder: in.DisplayOrder, Metadata: metadata, Times: Times{Created: now, Updated: now},
	}
}

// Has reports whether the input describes a stage of that ID.
func (in Input) Has(stage string) bool {
	return slices.ContainsFunc(in.Stages, func(one StageInput) bool { return one.ID == stage })
}
