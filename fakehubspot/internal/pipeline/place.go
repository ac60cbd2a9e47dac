package pipeline

import "slices"

// Place names the pipeline of a new record that names none, if the object type has a default: that of its stage or, without
// a stage, the oldest. Only pipelines that are not archived count.
func (s *Set) Place(values map[string]string) {
	if !s.Default || values[s.Property] != "" {
		return
	}
	stage := values[s.StageProperty]
	live := slices.DeleteFunc(s.All(), func(p Pipeline) bool { return p.IsArchived() })
	at := slices.IndexFunc(live, func(p Pipeline) bool {
		return stage == "" || slices.ContainsFunc(p.Live(), func(one Stage) bool { return one.ID == stage })
	})
	if at >= 0 {
		values[s.Property] = live[at].ID
	}
}
