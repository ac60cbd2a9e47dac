package pipeline

import (
	"maps"
	"time"
)

// StagePatch is a change of some members of a stage; what is nil stays.
type StagePatch struct {
	Label        *string
	DisplayOrder *int
	// Metadata are the members that change.
	Metadata map[string]string
	// Archived is false to make an archived stage live again.
	Archived *bool
}

// CreateStage adds a stage to a live pipeline.
func (s *Set) CreateStage(pipeline string, in StageInput) (Stage, error) {
	return s.changeStage(pipeline, Created, func(p *Pipeline) (string, error) {
		if p.stage(in.ID) >= 0 {
			return "", &Error{Problem: StageExists, Name: in.ID}
		}
		made := s.stage(in, s.now())
		p.Stages = append(p.Stages, made)
		return made.ID, nil
	})
}

// RewriteStage puts label, order and metadata in the place of those that a live stage has.
func (s *Set) RewriteStage(pipeline, id string, in StageInput) (Stage, error) {
	in.ID = id
	return s.editStage(pipeline, id, Updated, func(known *Stage) error {
		fresh := s.stage(in, s.now())
		fresh.Created = known.Created
		*known = fresh
		return nil
	})
}

// PatchStage changes some members of a stage.
func (s *Set) PatchStage(pipeline, id string, patch StagePatch) (Stage, error) {
	action := Updated
	if patch.Archived != nil {
		action = Restored
	}
	return s.editStage(pipeline, id, action, func(known *Stage) error {
		if patch.Archived != nil && (*patch.Archived || !known.IsArchived()) {
			return &Error{Problem: NotArchived, Name: id}
		}
		if patch.Label != nil {
			known.Label = *patch.Label
		}
		if patch.DisplayOrder != nil {
			known.DisplayOrder = *patch.DisplayOrder
		}
		maps.Copy(known.Metadata, patch.Metadata)
		known.Archived, known.Updated = time.Time{}, s.now()
		return nil
	})
}

// ArchiveStage archives a live stage. The last one of a pipeline stays: it is NoStages.
func (s *Set) ArchiveStage(pipeline, id string) error {
	_, err := s.editStage(pipeline, id, Archived, func(known *Stage) error {
		known.Archived, known.Updated = s.now(), s.now()
		return nil
	})
	return err
}

// editStage changes a stage of a live pipeline: a live one, or an archived one that is restored.
func (s *Set) editStage(pipeline, id string, action Action, edit func(*Stage) error) (Stage, error) {
	return s.changeStage(pipeline, action, func(p *Pipeline) (string, error) {
		i := p.stage(id)
		if i < 0 || p.Stages[i].IsArchived() && action != Restored {
			return "", &Error{Problem: StageNotFound, Name: id}
		}
		return id, edit(&p.Stages[i])
	})
}

// changeStage changes a live pipeline by edit, which returns the ID of the stage that it has changed.
func (s *Set) changeStage(pipeline string, action Action, edit func(*Pipeline) (string, error)) (Stage, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.index(pipeline)
	if i < 0 || s.pipelines[i].IsArchived() {
		return Stage{}, &Error{Problem: NotFound, Name: pipeline}
	}
	p := s.pipelines[i].clone()
	id, err := edit(&p)
	if err != nil {
		return Stage{}, err
	}
	if err := s.check(&p); err != nil {
		return Stage{}, err
	}
	p.Updated = s.now()
	s.pipelines[i] = p
	s.note(action, p.ID, id)
	changed, _ := p.clone().Stage(id)
	return changed, nil
}
