package dtl

import (
	"context"
	"fmt"
)

// The limits of the work on one entity. They are far above what real transforms need, and reached in seconds by one that
// would otherwise never end or use up the memory.
const (
	// maxSteps counts function calls, and the values that functions visit.
	maxSteps = 10_000_000
	// maxBytes limits what functions build, together, and how large a value is when it is written as JSON.
	maxBytes = 128 << 20
	// maxNesting is how deeply values may be nested: JSON nested more deeply could not be read again.
	maxNesting = 10_000
	// maxDepth is how deeply rules may apply one another, or themselves.
	maxDepth = 100
)

var (
	errSteps   = fmt.Errorf("the rules take more than %d million steps, the limit for one entity", maxSteps/1_000_000)
	errBytes   = fmt.Errorf("the rules build more than %d MiB, the limit for one entity", maxBytes>>20)
	errNesting = fmt.Errorf("a value is nested more than %d levels deep, the limit", maxNesting)
	errDepth   = fmt.Errorf("rules apply one another more than %d levels deep, the limit", maxDepth)
	errDigits  = fmt.Errorf("a number has more than %d digits, the limit", maxDigits)
)

// evaluation is the work on one entity: what surrounds it, and how much of its limits it has used.
type evaluation struct {
	ctx context.Context
	env Env
	// entity is the source of the pipe; namespacing, if not nil, has been applied to it.
	entity      map[string]any
	namespacing *namespacing

	steps, bytes int
	// checked is the number of steps at which the context was last asked.
	checked int
	// created are the entities that the current transform has emitted.
	created []Output
	// interrupted means that the context has ended.
	interrupted bool
	err         error
}

// fail ends the evaluation; the first error counts.
func (e *evaluation) fail(err error) {
	if e.err == nil {
		e.err = err
	}
}

// spend counts steps. It returns false once the evaluation has failed.
func (e *evaluation) spend(steps int) bool {
	const betweenChecks = 1000
	if steps > maxSteps-e.steps {
		e.fail(errSteps)
	}
	if e.err != nil {
		return false
	}
	e.steps += steps
	if e.steps-e.checked >= betweenChecks {
		e.checked = e.steps
		if err := e.ctx.Err(); err != nil {
			e.interrupted = true
			e.fail(err)
		}
	}
	return e.err == nil
}

// build counts bytes before they are allocated. It returns false once the evaluation has failed.
func (e *evaluation) build(bytes int) bool {
	if bytes > maxBytes-e.bytes {
		e.fail(errBytes)
	}
	if e.err != nil {
		return false
	}
	e.bytes += bytes
	return true
}

// buildList counts the slots of a list before it is allocated. A slot counts as much as it and a small value take. After
// spend, the length is so small that the product is no overflow.
func (e *evaluation) buildList(length int) bool {
	const slot = 32
	return e.spend(length) && e.build(slot*length)
}

// buildDict counts an object before it is allocated.
func (e *evaluation) buildDict(properties int) bool {
	const own, perProperty = 320, 64
	return e.spend(properties) && e.build(own+perProperty*properties)
}

// read counts the work that a function has with a text, or with a number, which grows with the square of its digits.
func (e *evaluation) read(value any) bool {
	const bytesPerStep, digitsPerStep = 100, 100
	text, _ := stringOf(value)
	steps := len(text) / bytesPerStep
	if rank(value) == rankOfTag('f') {
		digits := min(len(text), maxDigits) / digitsPerStep
		steps += digits * digits
	}
	return e.spend(steps)
}

// measure visits all of a value and checks that it could be written: values share parts, so one that takes little memory
// may be endless as JSON. It returns false once the evaluation has failed.
func (e *evaluation) measure(value any) bool { return e.fits(value, maxBytes) }

func (e *evaluation) fits(value any, bytes int) bool {
	e.visit(value, &bytes, 0)
	return e.err == nil
}

// written returns a value as JSON, and counts it. It returns false once the evaluation has failed.
func (e *evaluation) written(value any, t typing) (string, bool) {
	if !e.fits(value, maxBytes-e.bytes) {
		return "", false
	}
	body := encoded(value, t)
	return string(body), e.build(len(body))
}

func (e *evaluation) visit(value any, left *int, depth int) {
	if depth > maxNesting {
		e.fail(errNesting)
	}
	if *left -= size(value); *left < 0 {
		e.fail(errBytes)
	}
	switch v := value.(type) {
	case []any:
		if !e.spend(len(v)) {
			return
		}
		for _, item := range v {
			if e.visit(item, left, depth+1); e.err != nil {
				return
			}
		}
	case map[string]any:
		if !e.spend(len(v)) {
			return
		}
		for key, item := range v {
			*left -= len(key)
			if e.visit(item, left, depth+1); e.err != nil {
				return
			}
		}
	}
}

// size is what a value itself takes as JSON, roughly, without the values in it.
func size(value any) int {
	if text, ok := stringOf(value); ok {
		return len(text) + 3
	}
	return 6
}
