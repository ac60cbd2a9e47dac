package bench

import (
	"math"
	"strconv"
)

// Result is one measured figure.
type Result struct {
	Name   string
	Value  float64 // NaN: not measured, Note says why
	Unit   string
	Budget *Budget // nil: reported only
	Note   string
	Quick  bool // smaller than the budget is meant for, so not judged
	Failed bool // the measurement failed
}

// Budget is the bound that a figure must stay within.
type Budget struct {
	least bool
	bound float64
}

func atLeast(bound float64) *Budget { return &Budget{least: true, bound: bound} }
func atMost(bound float64) *Budget  { return &Budget{bound: bound} }

func (b *Budget) holds(value float64) bool {
	if b.least {
		return value >= b.bound
	}
	return value <= b.bound
}

// String is ">= 0.6" or "<= 40", and "" without a budget.
func (b *Budget) String() string {
	if b == nil {
		return ""
	}
	sign := "<= "
	if b.least {
		sign = ">= "
	}
	return sign + strconv.FormatFloat(b.bound, 'f', -1, 64)
}

func failed(name string, err error) Result {
	return Result{Name: name, Value: math.NaN(), Note: "could not be measured: " + err.Error(), Failed: true}
}

func notMeasured(name, unit string, budget *Budget, why string) Result {
	return Result{Name: name, Value: math.NaN(), Unit: unit, Budget: budget, Note: "not measured: " + why}
}

// judged reports whether the figure is compared with its budget.
func (r Result) judged() bool { return r.Budget != nil && !r.Quick && !math.IsNaN(r.Value) }

// broken reports whether the result makes the whole run fail.
func (r Result) broken() bool { return r.Failed || r.judged() && !r.Budget.holds(r.Value) }

// line is a result in bench.json; value, budget and holds are null if there is
// none.
type line struct {
	Name   string   `json:"name"`
	Value  *float64 `json:"value"`
	Unit   string   `json:"unit"`
	Budget *string  `json:"budget"`
	Holds  *bool    `json:"holds"`
	Note   string   `json:"note,omitempty"`
	Quick  bool     `json:"quick,omitempty"`
}

func (r Result) line() line {
	line := line{Name: r.Name, Unit: r.Unit, Note: r.Note, Quick: r.Quick}
	if !math.IsNaN(r.Value) {
		line.Value = &r.Value
	}
	if r.Budget != nil {
		budget := r.Budget.String()
		line.Budget = &budget
	}
	if r.judged() || r.Failed {
		holds := !r.broken()
		line.Holds = &holds
	}
	return line
}
