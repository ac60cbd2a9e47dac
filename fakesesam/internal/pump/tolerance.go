package pump

import "github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"

// tolerance decides what an entity that fails means for the run. It belongs to the one goroutine that reads.
type tolerance struct {
	limits config.WriteRetries
	// known are the entities that could not be written before, or in this run.
	known map[string]standing
	// waiting counts those of them that are to be tried again; inARow the failures since the last success.
	waiting, inARow int
}

// standing is how an entity stands that could not be written once.
type standing struct {
	sum  string
	dead bool
	// settled tells that a newer version has been read that can be written.
	settled bool
}

// newTolerance starts with what earlier runs could not write.
func newTolerance(limits config.WriteRetries, before []unwritten) *tolerance {
	t := &tolerance{limits: limits, known: make(map[string]standing, len(before))}
	for _, u := range before {
		t.known[u.Name] = standing{sum: u.Sum, dead: u.Dead}
		if !u.Dead {
			t.waiting++
		}
	}
	return t
}

// verdict is what follows from an entity's failure.
type verdict int

// Verdicts.
const (
	// endRun ends the run; the entity does not wait.
	endRun verdict = iota
	// noteAndEnd lets the entity wait and ends the run.
	noteAndEnd
	// noteAndGoOn lets the entity wait and goes on.
	noteAndGoOn
	// known goes on: this version was given up before.
	known
)

// failed judges an entity that failed.
func (t *tolerance) failed(name, sum string) verdict {
	if t.limits.MaxWaiting == 0 || !t.limits.SingleEntities {
		return endRun
	}
	before, there := t.known[name]
	if there && before.dead && before.sum == sum {
		return known
	}
	if waits := there && !before.dead && !before.settled; !waits {
		if t.waiting >= t.limits.MaxWaiting {
			return endRun
		}
		t.waiting++
	}
	t.known[name] = standing{sum: sum}
	if t.inARow++; t.inARow >= t.limits.MaxConsecutive {
		return noteAndEnd
	}
	return noteAndGoOn
}

// succeeded notes an entity that can be written. It gives the entity's name when the queue must hear of it, which it must
// each time, not only the first: a batch that was read may be dropped and read again.
func (t *tolerance) succeeded(entity []byte) (name string, heard bool) {
	t.inARow = 0
	if len(t.known) == 0 {
		return "", false // as nearly always, and then the entity need not be looked at
	}
	name = nameOf(entity)
	s, there := t.known[name]
	if !there {
		return "", false
	}
	if !s.dead && !s.settled {
		t.waiting--
	}
	s.settled, s.dead = true, false
	t.known[name] = s
	return name, true
}
