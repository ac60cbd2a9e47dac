package pipeline

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The most pipelines of an object type, stages of a pipeline, and bytes of an ID, a label or a value.
const (
	MaxPipelines = 100
	MaxStages    = 100
	MaxText      = 1_000
)

// Set holds the pipelines of one object type of an account. It is safe for concurrent use.
type Set struct {
	Rules

	now func() time.Time

	mu        sync.RWMutex
	pipelines []Pipeline // archived ones too, in the order of their making
	made      int        // IDs made up so far
	audit     []Change   // the oldest first
}

// NewSet returns the pipelines that an account begins with. now is the account's clock.
func NewSet(rules Rules, now func() time.Time) *Set {
	s := &Set{Rules: rules, now: now}
	for _, p := range rules.First {
		s.pipelines = append(s.pipelines, p.clone())
	}
	return s
}

// List returns the pipelines that are archived, or those that are not, by their order and label.
func (s *Set) List(archived bool) []Pipeline {
	all := slices.DeleteFunc(s.All(), func(p Pipeline) bool { return p.IsArchived() != archived })
	slices.SortStableFunc(all, func(a, b Pipeline) int {
		return cmp.Or(cmp.Compare(a.DisplayOrder, b.DisplayOrder), cmp.Compare(a.Label, b.Label))
	})
	return all
}

// All returns all pipelines, archived ones too, in the order of their making.
func (s *Set) All() []Pipeline {
	s.mu.RLock()
	defer s.mu.RUnlock()
	all := make([]Pipeline, len(s.pipelines))
	for i, p := range s.pipelines {
		all[i] = p.clone()
	}
	return all
}

// Get returns the pipeline of that ID, archived or not.
func (s *Set) Get(id string) (Pipeline, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if i := s.index(id); i >= 0 {
		return s.pipelines[i].clone(), nil
	}
	return Pipeline{}, &Error{Problem: NotFound, Name: id}
}

// Replace puts other pipelines in the place of all, as an import does. They need IDs and times; an error changes nothing.
func (s *Set) Replace(pipelines []Pipeline) error {
	fresh := &Set{Rules: Rules{State: s.State}}
	for _, p := range pipelines {
		p = p.clone()
		if fresh.index(p.ID) >= 0 {
			return &Error{Problem: Exists, Name: p.ID}
		}
		if err := fresh.check(&p); err != nil {
			return err
		}
		fresh.pipelines = append(fresh.pipelines, p)
	}
	if len(pipelines) > MaxPipelines {
		return &Error{Problem: TooMany}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pipelines, s.audit = fresh.pipelines, nil
	return nil
}

func (s *Set) index(id string) int {
	return slices.IndexFunc(s.pipelines, func(p Pipeline) bool { return p.ID == id })
}

// check completes a pipeline that is about to be kept, and returns what is wrong with it.
func (s *Set) check(p *Pipeline) error {
	if err := checkTexts(p.ID, p.Label); err != nil {
		return err
	}
	for _, other := range s.pipelines {
		if other.ID != p.ID && !other.IsArchived() && strings.EqualFold(other.Label, p.Label) {
			return &Error{Problem: LabelTaken, Name: p.Label}
		}
	}
	if len(p.Live()) == 0 {
		return &Error{Problem: NoStages, Name: p.Label}
	}
	if len(p.Stages) > MaxStages {
		return &Error{Problem: TooManyStages, Name: p.Label}
	}
	ids, labels := map[string]bool{}, map[string]bool{}
	for _, stage := range p.Stages {
		if err := s.checkStage(stage); err != nil {
			return err
		}
		label := strings.ToLower(stage.Label)
		switch {
		case ids[stage.ID] || s.elsewhere(p.ID, stage.ID):
			return &Error{Problem: StageExists, Name: stage.ID}
		case labels[label] && !stage.IsArchived():
			return &Error{Problem: StageLabel, Name: stage.Label}
		}
		ids[stage.ID] = true
		labels[label] = labels[label] || !stage.IsArchived()
	}
	slices.SortStableFunc(p.Stages, func(a, b Stage) int {
		return cmp.Or(cmp.Compare(a.DisplayOrder, b.DisplayOrder), cmp.Compare(a.Label, b.Label))
	})
	return nil
}

func (s *Set) checkStage(stage Stage) error {
	if err := checkTexts(stage.ID, stage.Label); err != nil {
		return err
	}
	if stage.ID != strings.ToLower(stage.ID) {
		return &Error{Problem: Capital, Name: stage.ID}
	}
	if len(stage.Metadata) > MaxStages {
		return &Error{Problem: TooLong, Name: stage.Label}
	}
	for member, value := range stage.Metadata {
		if len(member)+len(value) > MaxText {
			return &Error{Problem: TooLong, Name: stage.Label}
		}
	}
	return s.State.complete(stage.Metadata)
}

func checkTexts(id, label string) error {
	switch {
	case strings.TrimSpace(label) == "":
		return &Error{Problem: NoLabel}
	case len(id) > MaxText || len(label) > MaxText:
		return &Error{Problem: TooLong}
	}
	return nil
}

// elsewhere reports whether another pipeline has a stage of that ID.
func (s *Set) elsewhere(pipeline, stage string) bool {
	return slices.ContainsFunc(s.pipelines, func(p Pipeline) bool { return p.ID != pipeline && p.stage(stage) >= 0 })
}

// firstID is below all IDs that are made up.
const firstID = 98_110_000

// freeID makes up an ID that no pipeline and no stage has.
func (s *Set) freeID() string {
	for {
		s.made++
		id := strconv.Itoa(firstID + s.made)
		if s.index(id) < 0 && !s.elsewhere("", id) {
			return id
		}
	}
}
