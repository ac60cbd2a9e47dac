package journal

// chunk is how many entries are looked at before those that wait to record a call get their turn.
const chunk = 256

// Find returns the recorded requests that match, in the filter's order.
func (j *Journal) Find(f Filter) []Request {
	wanted := f.criteria()
	found := []Request{}
	j.each(f, func(e *entry) bool {
		if wanted.fit(e) {
			found = append(found, e.Request)
		}
		return f.Limit == 0 || len(found) < f.Limit
	})
	return found
}

// Count returns how many recorded requests match, whatever the filter's Limit.
func (j *Journal) Count(f Filter) int {
	wanted := f.criteria()
	if len(wanted) == 0 && f.After == 0 && f.Before == 0 {
		return j.Len()
	}
	count := 0
	j.each(f, func(e *entry) bool {
		if wanted.fit(e) {
			count++
		}
		return true
	})
	return count
}

// each visits the entries in the filter's range and order until visit returns false. Calls are recorded in between; those
// that arrive after it began are left out.
func (j *Journal) each(f Filter, visit func(*entry) bool) {
	last := j.last()
	if f.Before > 0 {
		last = min(last, f.Before-1)
	}
	first := f.After + 1
	for more := first <= last; more; {
		j.update(func() {
			if len(j.kept) == 0 {
				more = false
				return
			}
			first = max(first, j.kept[0].Seq)
			for n := 0; more && n < chunk; n++ {
				if first > last {
					more = false
					return
				}
				seq := first
				if f.Newest {
					seq = last
					last--
				} else {
					first++
				}
				more = visit(j.at(seq))
			}
		})
	}
}

// last returns the number of the newest request, 0 if there is none.
func (j *Journal) last() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.kept) == 0 {
		return 0
	}
	return j.seq
}
