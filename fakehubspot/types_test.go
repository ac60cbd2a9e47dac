package fakehubspot

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/limit"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/match"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/scenario"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/seed"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

// The public structs and their internal counterparts have the same fields under the same names, save those listed.
func TestPublicTypesHaveEveryField(t *testing.T) {
	for _, pair := range []struct {
		public, internal any
		renamed          map[string]string // public name by internal name
	}{
		{Fault{}, fault.Fault{}, nil},
		{FaultState{}, fault.State{}, nil},
		{Match{}, match.Match{}, nil},
		{Request{}, journal.Request{}, nil},
		{Filter{}, journal.Filter{}, nil},
		{NearMiss{}, journal.Miss{}, nil},
		{Limits{}, limit.Settings{}, nil},
		{LimitUsage{}, limit.Usage{}, map[string]string{"Limits": "InForce"}},
		{PlanLimits{}, limit.Plan{}, nil},
		{Lag{}, index.Lag{}, nil},
		{Scenario{}, scenario.Scenario{}, nil},
		{AccessToken{}, token.Token{}, nil},
		{Change{}, hub.Change{}, map[string]string{"SameInstant": "SameMillisecond"}},
	} {
		public, internal := fieldNames(pair.public, nil), fieldNames(pair.internal, pair.renamed)
		if !slices.Equal(public, internal) {
			t.Errorf("%T has %v, %T has %v", pair.public, public, pair.internal, internal)
		}
	}
}

func fieldNames(value any, renamed map[string]string) []string {
	var names []string
	for field := range reflect.TypeOf(value).Fields() {
		if name, ok := renamed[field.Name]; ok {
			names = append(names, name)
		} else if field.IsExported() {
			names = append(names, field.Name)
		}
	}
	slices.Sort(names)
	return names
}

// Each conversion copies every field: a value without a zero in it comes back without one, or as it was.
func TestConversionsCopyEveryField(t *testing.T) {
	in := Fault{}
	fill(reflect.ValueOf(&in).Elem())
	if back := faultOf(in.internal()); back != in {
		t.Errorf("%+v came back as %+v", in, back)
	}
	limits := Limits{}
	fill(reflect.ValueOf(&limits).Elem())
	if back := limitsOf(limits.internal()); back != limits {
		t.Errorf("%+v came back as %+v", limits, back)
	}
	lag := Lag{}
	fill(reflect.ValueOf(&lag).Elem())
	if back := lagOf(lag.internal()); back != lag {
		t.Errorf("%+v came back as %+v", lag, back)
	}
	for _, converted := range []any{
		faultStateOf(filled[fault.State]()), usageOf(filled[limit.Usage]()), planOf(filled[limit.Plan]()),
		nearMissOf(filled[journal.Miss]()), scenarioOf(filled[scenario.Scenario]()),
	} {
		if zero := zeros(reflect.ValueOf(converted)); zero != nil {
			t.Errorf("%T: %v are not copied", converted, zero)
		}
	}
}

func filled[T any]() T {
	var value T
	fill(reflect.ValueOf(&value).Elem())
	return value
}

// fill sets every exported field to something other than zero.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Unix(1, 0)))
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i))
			}
		}
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float64:
		v.SetFloat(0.5)
	case reflect.Uint64:
		v.SetUint(7)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	default:
		v.SetInt(7)
	}
}

// zeros returns the names of the fields, at any depth, that are zero.
func zeros(v reflect.Value) []string {
	var names []string
	for i := range v.NumField() {
		field, name := v.Field(i), v.Type().Field(i).Name
		if field.Kind() == reflect.Struct && field.Type() != reflect.TypeFor[time.Time]() {
			names = append(names, zeros(field)...)
		} else if field.IsZero() {
			names = append(names, name)
		}
	}
	return names
}

// The constants are all that the fake knows.
func TestConstantsAreComplete(t *testing.T) {
	if got, want := names(FaultKinds(), func(k FaultKind) string { return string(k) }), constants(t, "faults.go", "FaultKind"); !slices.Equal(got, want) {
		t.Errorf("kinds of fault: %v, constants: %v", got, want)
	}
	plans := []PlanName{
		PlanOff, PlanFree, PlanProfessional, PlanProfessionalPlus1, PlanProfessionalPlus2, PlanEnterprise,
		PlanEnterprisePlus1, PlanEnterprisePlus2, PlanOAuth,
	}
	if got := names(Plans(), func(p PlanLimits) PlanName { return p.Name }); !slices.Equal(got, plans) {
		t.Errorf("plans: %v", got)
	}
	scenarios := names(Scenarios(), func(s Scenario) string { return string(s.Name) })
	slices.Sort(scenarios)
	if want := constants(t, "scenarios.go", "ScenarioName"); !slices.Equal(scenarios, want) {
		t.Errorf("scenarios: %v, constants: %v", scenarios, want)
	}
	profiles := []ProfileName{ProfileLarge, ProfileOrdinary, ProfileTies, ProfileUnicode}
	if got := names(seed.Profiles(), func(name string) ProfileName { return ProfileName(name) }); !slices.Equal(got, profiles) {
		t.Errorf("profiles: %v", got)
	}
	habits := []CursorHabit{
		CursorAfterLast, CursorNextID, CursorLate, CursorEarly, CursorRefused, CursorOpaque, CursorPageNumber, CursorDescending,
	}
	if got := CursorHabits(); !slices.Equal(got, habits) {
		t.Errorf("habits of cursors: %v", got)
	}
	for _, mode := range []LagMode{LagFixed, LagRandom, LagPerRecord} {
		if err := (Lag{Mode: mode}).internal().Check(); err != nil {
			t.Error(err)
		}
	}
}

func names[T, N any](all []T, name func(T) N) []N {
	list := make([]N, len(all))
	for i, one := range all {
		list[i] = name(one)
	}
	return list
}

// constants returns the values of the constants of a type that a file declares, sorted.
func constants(t *testing.T, file, kind string) []string {
	t.Helper()
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	for _, found := range regexp.MustCompile(`(?m)^\t[A-Z]\w+ +`+kind+` += "([^"]+)"`).FindAllSubmatch(source, -1) {
		values = append(values, string(found[1]))
	}
	slices.Sort(values)
	if len(values) < 10 {
		t.Fatalf("%s declares only %v of type %s", file, values, kind)
	}
	return values
}
