package pump

import "github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"

// tolerance decides what a failed entity means for the run. It belongs to the goroutine that reads.
type tolerance struct {
	limits config.WriteRetries
	// failures holds the entities that could not be written before, or in this run, by name.
	failures map[string]failedEntity
	// waiting counts those of them that will be retried; inARow the failures since the last success.
	waiting, inARow int
}

// failedEntity is an entity that could not be written at least once.
type failedEntity struct {
	sum  string
	dead bool
	// settled means that a newer version has been read that can be written.
	settled bool
}

// newTolerance begins with what earlier runs could not write.
func newTolerance(limits config.WriteRetries, before []queued) *tolerance {
	t := &tolerance{limits: limits, failures: make(map[string]failedEntity, len(before))}
	for _, q := range before {
		t.failures[q.Name] = failedEntity{sum: q.Sum, dead: q.Dead}
		if !q.Dead {
			t.waiting++
		}
	}
	return t
}

// verdict is what follows from an entity's failure.
type verdict int

// Verdicts.
const (
	// endRun ends the run; the entity is not queued.
	endRun verdict = iota
	// queueAndEnd queues the entity and ends the run.
	queueAndEnd
	// queueAndContinue queues the entity and continues.
	queueAndContinue
	// alreadyDead continues: this version was given up before.
	alreadyDead
)

// failed judges an entity that failed. The limits may be others than usual, depending on why it failed. One without retries is
// given up at once, and takes no place among those that wait.
func (t *tolerance) failed(name, sum string, limits config.WriteRetries) verdict {
	if limits.MaxWaiting == 0 || !limits.SingleEntities {
		return endRun
	}
	before, there := t.failures[name]
	if there && before.dead && before.sum == sum {
		return alreadyDead
	}
	waited, dies := there && !before.dead && !before.settled, limits.MaxPerEntity == 0
	switch {
	case waited && dies:
		t.waiting--
	case waited || dies:
	case t.waiting >= limits.MaxWaiting:
		return endRun
	default:
		t.waiting++
	}
	t.failures[name] = failedEntity{sum: sum, dead: dies}
	if t.inARow++; t.inARow >= limits.MaxConsecutive {
		return queueAndEnd
	}
	return queueAndContinue
}

// succeeded registers an entity that can be written. If the entity may be queued it returns its name and true, every time and
// not only the first: a batch may be dropped and read again.
func (t *tolerance) succeeded(entity []byte) (name string, queued bool) {
	t.inARow = 0
	if len(t.failures) == 0 {
		return "", false // as nearly always, and then the entity need not be decoded
	}
	name = nameOf(entity)
	f, there := t.failures[name]
	if !there {
		return "", false
	}
	if !f.dead && !f.settled {
		t.waiting--
	}
	f.settled, f.dead = true, false
	t.failures[name] = f
	return name, true
}
