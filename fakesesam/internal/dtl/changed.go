package dtl

// compileIsChanged compiles the comparison of a source entity with its previous version.
func compileIsChanged(c *compiler, at string, args []any) expression {
	own := c.expression(argument(at, 0), args[0])
	return func(s *scope) any {
		source := s.entity
		previous, err := s.env.Datasets.store.Previous(s.ctx, source)
		if err != nil {
			s.fail(err)
		}
		if previous == nil || !s.measure(previous) {
			return nil
		}
		if source["_deleted"] == true || previous["_deleted"] == true {
			return true
		}
		if s.namespacing != nil {
			source, previous = s.namespacing.entity(source), s.namespacing.entity(previous)
		}
		return !s.equal(listed(s.with(source, own)), listed(s.with(previous, own)))
	}
}
