package pipeline

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

// set is the pipelines of an object type with one of HubSpot's own, on a clock that moves a minute with each look.
func set() *Set {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	return NewSet(Rules{
		Property: "pipeline", StageProperty: "stage", State: Probability, Default: true,
		First: []Pipeline{Probability.Own("default", "Sales", [3]string{"new", "New", "0.2"}, [3]string{"won", "Won", "1"})},
	}, func() time.Time { now = now.Add(time.Minute); return now })
}

func stage(id, label string) StageInput {
	return StageInput{ID: id, Label: label, Metadata: map[string]string{"probability": "0.5"}}
}

func TestWhatAPipelineMustBe(t *testing.T) {
	long := strings.Repeat("x", MaxText+1)
	for name, c := range map[string]struct {
		in   Input
		want Problem
	}{
		"right":                          {Input{Label: "Second", Stages: []StageInput{stage("", "A"), stage("b", "B")}}, ""},
		"an ID that is taken":            {Input{ID: "default", Label: "Second", Stages: []StageInput{stage("a", "A")}}, Exists},
		"a label that is taken":          {Input{Label: "SALES", Stages: []StageInput{stage("a", "A")}}, LabelTaken},
		"no label":                       {Input{Label: " ", Stages: []StageInput{stage("a", "A")}}, NoLabel},
		"a long label":                   {Input{Label: long, Stages: []StageInput{stage("a", "A")}}, TooLong},
		"no stages":                      {Input{Label: "Second"}, NoStages},
		"a stage of another pipeline":    {Input{Label: "Second", Stages: []StageInput{stage("won", "Won")}}, StageExists},
		"a stage twice":                  {Input{Label: "Second", Stages: []StageInput{stage("a", "A"), stage("a", "B")}}, StageExists},
		"a label of a stage twice":       {Input{Label: "Second", Stages: []StageInput{stage("a", "A"), stage("b", "a")}}, StageLabel},
		"a capital in the ID of a stage": {Input{Label: "Second", Stages: []StageInput{stage("A", "A")}}, Capital},
		"no probability":                 {Input{Label: "Second", Stages: []StageInput{{ID: "a", Label: "A"}}}, BadProbability},
		"too many stages":                {Input{Label: "Second", Stages: make([]StageInput, MaxStages+1)}, TooManyStages},
	} {
		t.Run(name, func(t *testing.T) {
			s := set()
			_, err := s.Create(c.in)
			var fault *Error
			if errors.As(err, &fault); c.want == "" && err != nil || c.want != "" && (fault == nil || fault.Problem != c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if kept := len(s.All()) == 2; kept != (c.want == "") {
				t.Errorf("%d pipelines after it", len(s.All()))
			}
		})
	}
}

func TestMetadataOfAStage(t *testing.T) {
	for name, c := range map[string]struct {
		state State
		value map[string]string
		want  map[string]string // nil: refused
	}{
		"closed at one":     {Probability, map[string]string{"probability": "1"}, map[string]string{"probability": "1.0", "isClosed": "true"}},
		"closed at zero":    {Probability, map[string]string{"probability": "0"}, map[string]string{"probability": "0.0", "isClosed": "true"}},
		"open between them": {Probability, map[string]string{"probability": ".25"}, map[string]string{"probability": "0.25", "isClosed": "false"}},
		"above one":         {Probability, map[string]string{"probability": "1.1"}, nil},
		"no number":         {Probability, map[string]string{"probability": "NaN"}, nil},
		"open by default":   {TicketState, map[string]string{}, map[string]string{"ticketState": "OPEN", "isClosed": "false"}},
		"closed":            {OpenState, map[string]string{"state": "CLOSED"}, map[string]string{"state": "CLOSED", "isClosed": "true"}},
		"neither":           {OpenState, map[string]string{"state": "closed"}, nil},
	} {
		err := c.state.complete(c.value)
		if (err == nil) != (c.want != nil) || err == nil && !reflect.DeepEqual(c.value, c.want) {
			t.Errorf("%s: %v, %v, want %v", name, c.value, err, c.want)
		}
	}
}

// A pipeline that is rewritten keeps the time of creation of a stage that stays, and archives one that is left out.
func TestRewritingKeepsAndArchivesStages(t *testing.T) {
	s := set()
	p, err := s.Rewrite("default", Input{Label: "Sales", Stages: []StageInput{stage("won", "Won at last")}})
	if err != nil {
		t.Fatal(err)
	}
	won, _ := p.Stage("won")
	gone, known := p.Stage("new")
	if !won.Created.Equal(time.Unix(0, 0)) || won.Label != "Won at last" || !known || !gone.IsArchived() || len(p.Live()) != 1 {
		t.Errorf("%+v", p)
	}
	if err := s.ArchiveStage("default", "won"); err == nil || !strings.Contains(err.Error(), string(NoStages)) {
		t.Errorf("the last stage is archived: %v", err)
	}
	if changes := s.Audit("default", "default"); len(changes) != 1 || changes[0].Action != Updated {
		t.Errorf("%+v", changes)
	}
}

// What is handed out shares nothing with what is kept, and a change that fails changes nothing.
func TestPipelinesAreNotShared(t *testing.T) {
	s := set()
	before := s.All()
	s.All()[0].Stages[0].Metadata["probability"] = "0.9"
	_, err := s.Change("default", func(p *Pipeline) error {
		p.Label, p.Stages[0].Label = "Changed", ""
		return nil
	})
	if err == nil || !reflect.DeepEqual(s.All(), before) {
		t.Errorf("%v: %+v, want %+v", err, s.All(), before)
	}
}

func TestWhereARecordGoes(t *testing.T) {
	s := set()
	second, err := s.Create(Input{ID: "second", Label: "Second", Stages: []StageInput{stage("later", "Later")}})
	if err != nil {
		t.Fatal(err)
	}
	place := func(values map[string]string) string { s.Place(values); return values["pipeline"] }
	for _, c := range []struct {
		values map[string]string
		want   string
	}{
		{map[string]string{}, "default"},
		{map[string]string{"stage": "later"}, second.ID},
		{map[string]string{"stage": "unknown"}, ""},
		{map[string]string{"pipeline": "named"}, "named"},
	} {
		if got := place(c.values); got != c.want {
			t.Errorf("%v goes to %q, want %q", c.values, got, c.want)
		}
	}
	if err := s.Archive("default"); err != nil {
		t.Fatal(err)
	}
	if got := place(map[string]string{}); got != second.ID {
		t.Errorf("without the first, it goes to %q", got)
	}
	if _, err := s.Restore("second", func(*Pipeline) error { return nil }); err == nil {
		t.Error("what is not archived was restored")
	}
}
