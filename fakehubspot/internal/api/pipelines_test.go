package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	objects "github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/pipeline"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

// shearing is an object type that goes through pipelines, as deals do.
var shearing = &objects.Type{
	Names:      objects.Names{Plural: "fleeces", Singular: "fleece", TypeID: "2-8"},
	Operations: objects.Eleven,
	Scopes:     llamas.Scopes,
	Schema: schema.Definition{
		Created: "createdate", Modified: "hs_lastmodifieddate", Groups: []schema.Group{{Name: "wool", Label: "Wool"}},
		Properties: []*schema.Property{
			{Name: "road", Label: "Road", Type: schema.Enumeration, FieldType: "select", GroupName: "wool", ExternalOptions: true},
			{Name: "step", Label: "Step", Type: schema.Enumeration, FieldType: "radio", GroupName: "wool", ExternalOptions: true},
			readOnly("hs_object_id", schema.Number, "number"), readOnly("createdate", schema.DateTime, "date"),
			readOnly("hs_lastmodifieddate", schema.DateTime, "date"),
		},
	},
	Pipelines: &pipeline.Rules{
		Property: "road", StageProperty: "step", State: pipeline.Probability,
		First: []pipeline.Pipeline{pipeline.Probability.Own("default", "Road", [3]string{"on", "On", "0.2"}, [3]string{"won", "Won", "1"})},
	},
}

const roads = "/crm/v3/pipelines/fleeces"

func newRoads(t *testing.T) *rig {
	t.Helper()
	return newRig(t, 0, func(c *hub.Config) { c.Types = []*objects.Type{objects.Contacts, shearing, llamas} })
}

// road is a pipeline in an answer.
type road struct {
	ID, Label    string
	DisplayOrder int
	Archived     bool
	Stages       []step
}

type step struct {
	ID, Label string
	Metadata  map[string]string
	CreatedAt time.Time
	UpdatedAt time.Time
}

func TestPipelinesByteForByte(t *testing.T) {
	r := newRoads(t)
	want := `{"label":"Road","displayOrder":0,"id":"default","stages":[` +
		`{"label":"On","displayOrder":0,"metadata":{"isClosed":"false","probability":"0.2"},"id":"on","createdAt":"1970-01-01T00:00:00Z",` +
		`"updatedAt":"1970-01-01T00:00:00Z","writePermissions":"CRM_PERMISSIONS_ENFORCEMENT","archived":false},` +
		`{"label":"Won","displayOrder":1,"metadata":{"isClosed":"true","probability":"1.0"},"id":"won","createdAt":"1970-01-01T00:00:00Z",` +
		`"updatedAt":"1970-01-01T00:00:00Z","writePermissions":"CRM_PERMISSIONS_ENFORCEMENT","archived":false}],` +
		`"createdAt":"1970-01-01T00:00:00Z","updatedAt":"1970-01-01T00:00:00Z","archived":false}`
	r.get(roads).is(http.StatusOK, `{"results":[`+want+`]}`)
	r.get("/crm/pipelines/2026-03/2-8/default").is(http.StatusOK, want)
	r.get("/crm/v3/pipelines/llamas").is(http.StatusOK, `{"results":[]}`)
	r.post("/crm/v3/pipelines/llamas", `{"label":"x","displayOrder":0,"stages":[]}`).has(http.StatusBadRequest, "does not have pipelines")
	if got := decode[struct{ Results []road }](r.get("/crm/v3/pipelines/contacts")); len(got.Results) != 1 || len(got.Results[0].Stages) != 8 {
		t.Errorf("pipelines of contacts: %+v", got)
	}
}

func TestPipelinesComeChangeAndGo(t *testing.T) {
	r := newRoads(t)
	got := decode[road](r.post(roads, `{"label":"Hills","displayOrder":-1,"stages":[{"label":"Up","displayOrder":1,"metadata":{"probability":0.5,"note":7}},`+
		`{"stageId":"top","label":"Top","displayOrder":0,"metadata":{"probability":"1"}}]}`).status(http.StatusCreated))
	if len(got.Stages) != 2 || got.Stages[0].ID != "top" || got.Stages[1].Metadata["probability"] != "0.5" || got.Stages[1].Metadata["note"] != "7" ||
		got.Stages[0].Metadata["isClosed"] != "true" {
		t.Errorf("created %+v", got)
	}
	if list := decode[struct{ Results []road }](r.get(roads)); len(list.Results) != 2 || list.Results[0].ID != got.ID {
		t.Errorf("listed %+v, by order and label", list)
	}
	r.Clock.Advance(time.Hour)
	one := roads + "/" + got.ID
	r.call(http.MethodPatch, one, `{"label":"Mountains"}`).has(http.StatusOK, `"label":"Mountains","displayOrder":-1`, `"createdAt":"2026-03-01T12:00:00Z","updatedAt":"2026-03-01T13:00:00Z"`)
	replaced := decode[road](r.call(http.MethodPut, one, `{"label":"Hills","displayOrder":3,"stages":[{"stageId":"top","label":"Summit","displayOrder":0,"metadata":{"probability":"0.9"}}]}`).
		status(http.StatusOK))
	if len(replaced.Stages) != 1 || replaced.Stages[0].Label != "Summit" || !replaced.Stages[0].CreatedAt.Equal(noon) || replaced.DisplayOrder != 3 {
		t.Errorf("replaced %+v", replaced)
	}
	r.get(one + "/stages/" + got.Stages[1].ID).status(http.StatusNotFound)
	r.get(one+"/stages/"+got.Stages[1].ID+"?archived=true").has(http.StatusOK, `"archivedAt":"2026-03-01T13:00:00Z"`)
	r.call(http.MethodDelete, one, "").is(http.StatusNoContent, "")
	r.get(one).has(http.StatusNotFound, "OBJECT_NOT_FOUND")
	r.get(one+"?archived=true").has(http.StatusOK, `"archived":true`)
	r.call(http.MethodPatch, one, `{"label":"x"}`).status(http.StatusNotFound)
	r.call(http.MethodPatch, one, `{"archived":false}`).has(http.StatusOK, `"archived":false`)
	r.call(http.MethodPatch, one, `{"archived":false}`).status(http.StatusBadRequest)
	r.call(http.MethodPatch, one, `{"archived":true}`).status(http.StatusBadRequest)
	var actions []string
	for _, change := range decode[struct{ Results []struct{ Action string } }](r.get(one + "/audit").status(http.StatusOK)).Results {
		actions = append(actions, change.Action)
	}
	if strings.Join(actions, " ") != "RESTORE DELETE UPDATE UPDATE CREATE" {
		t.Errorf("the audit says %v", actions)
	}
}

func TestStagesComeChangeAndGo(t *testing.T) {
	r := newRoads(t)
	stages := roads + "/default/stages"
	made := decode[step](r.post(stages, `{"label":"Lost","displayOrder":2,"metadata":{"probability":0}}`).status(http.StatusCreated))
	if made.Metadata["isClosed"] != "true" || made.Metadata["probability"] != "0.0" || !made.CreatedAt.Equal(noon) {
		t.Errorf("created %+v", made)
	}
	one := stages + "/" + made.ID
	r.Clock.Advance(time.Minute)
	r.call(http.MethodPatch, one, `{"label":"Late","metadata":{"probability":"0.1"}}`).has(http.StatusOK, `"label":"Late","displayOrder":2,"metadata":{"isClosed":"false","probability":"0.1"}`)
	r.call(http.MethodPut, one, `{"label":"Later","displayOrder":5,"metadata":{"probability":"0.3"}}`).has(http.StatusOK, `"label":"Later","displayOrder":5`, `"createdAt":"2026-03-01T12:00:00Z"`)
	if list := decode[struct{ Results []step }](r.get(stages)); len(list.Results) != 3 || list.Results[2].Label != "Later" {
		t.Errorf("listed %+v", list)
	}
	r.call(http.MethodDelete, one, "").is(http.StatusNoContent, "")
	r.get(one).status(http.StatusNotFound)
	r.call(http.MethodPatch, one, `{"label":"x"}`).status(http.StatusNotFound)
	r.call(http.MethodPatch, one, `{"archived":false}`).status(http.StatusOK)
	r.get(one+"/audit").has(http.StatusOK, `{"portalId":62515,"identifier":"`+made.ID+`","action":"RESTORE","timestamp":"2026-03-01T12:01:00Z"}`)
}

func TestPipelinesThatCannotBe(t *testing.T) {
	r := newRoads(t)
	many := make([]string, 101)
	for i := range many {
		many[i] = fmt.Sprintf(`{"label":"s%d","displayOrder":0,"metadata":{"probability":1}}`, i)
	}
	const stage = `{"label":"A","displayOrder":0,"metadata":{"probability":1}}`
	for body, status := range map[string]int{
		`{}`: http.StatusBadRequest, `{"label":"x","displayOrder":0,"stages":[]}`: http.StatusBadRequest,
		`{"label":"","displayOrder":0,"stages":[` + stage + `]}`:                                                                                         http.StatusBadRequest,
		`{"label":"road","displayOrder":0,"stages":[` + stage + `]}`:                                                                                     http.StatusConflict,
		`{"label":"x","pipelineId":"default","displayOrder":0,"stages":[` + stage + `]}`:                                                                 http.StatusConflict,
		`{"label":"x","displayOrder":0,"stages":[` + stage + `,` + stage + `]}`:                                                                          http.StatusConflict,
		`{"label":"x","displayOrder":0,"stages":[{"stageId":"on","label":"A","displayOrder":0,"metadata":{"probability":1}}]}`:                           http.StatusConflict,
		`{"label":"x","displayOrder":0,"stages":[{"label":"A","displayOrder":0,"metadata":{}}]}`:                                                         http.StatusBadRequest,
		`{"label":"x","displayOrder":0,"stages":[{"label":"A","displayOrder":0,"metadata":{"probability":"1.1"}}]}`:                                      http.StatusBadRequest,
		`{"label":"x","displayOrder":0,"stages":[{"displayOrder":0,"metadata":{"probability":1}}]}`:                                                      http.StatusBadRequest,
		`{"label":"x","displayOrder":0,"stages":[` + strings.Join(many, ",") + `]}`:                                                                      http.StatusBadRequest,
		`{"label":"x","displayOrder":0,"stages":[{"stageId":"Top","label":"A","displayOrder":0,"metadata":{"probability":1}}]}`:                          http.StatusBadRequest,
		`{"label":"` + strings.Repeat("x", 1_001) + `","displayOrder":0,"stages":[{"label":"A","displayOrder":0,"metadata":{"probability":1}}]}`:         http.StatusBadRequest,
		`{"label":"x","displayOrder":0,"stages":[{"label":"A","displayOrder":0,"metadata":{"probability":1,"x":"` + strings.Repeat("x", 1_000) + `"}}]}`: http.StatusBadRequest,
	} {
		r.post(roads, body).status(status)
	}
	r.post(roads, `{"label":"x","displayOrder":0,"stages":[{"stageId":"Top","label":"A","displayOrder":0,"metadata":{"probability":1}}]}`).
		has(http.StatusBadRequest, "Property name must be lowercase, but given: hs_date_entered_Top")
	for _, path := range []string{"/nothing", "/nothing/stages", "/default/stages/nothing", "/nothing/audit", "/default/stages/nothing/audit"} {
		r.get(roads+path).has(http.StatusNotFound, "OBJECT_NOT_FOUND")
	}
	r.get("/crm/v3/pipelines/nothing").has(http.StatusBadRequest, "Unable to infer object type from: nothing")
	r.call(http.MethodDelete, roads+"/default/stages/on", "").status(http.StatusNoContent)
	r.call(http.MethodDelete, roads+"/default/stages/won", "").has(http.StatusBadRequest, "pipeline has no stages")
	for i := range pipeline.MaxPipelines - 1 {
		r.post(roads, fmt.Sprintf(`{"label":"p%d","displayOrder":0,"stages":[%s]}`, i, stage)).status(http.StatusCreated)
	}
	r.post(roads, `{"label":"last","displayOrder":0,"stages":[`+stage+`]}`).status(http.StatusBadRequest)
}

// A pipeline or a stage that records are in stays if the caller wants that checked, which only 2026-09-beta does by itself.
func TestPipelinesInUse(t *testing.T) {
	const fleeces, beta = "/crm/v3/objects/fleeces", "/crm/pipelines/2026-09-beta/fleeces/default"
	r := newRoads(t)
	r.free = true // HubSpot describes no fleeces
	id := decode[object](r.post(fleeces, `{"properties":{"road":"default","step":"on"}}`).status(http.StatusCreated)).ID
	r.call(http.MethodDelete, beta, "").has(http.StatusBadRequest, `Pipeline \"default\" is used by records: [`+id+`]`)
	r.call(http.MethodDelete, beta+"/stages/on", "").status(http.StatusBadRequest)
	r.call(http.MethodDelete, roads+"/default/stages/on?validateReferencesBeforeDelete=true", "").status(http.StatusBadRequest)
	r.call(http.MethodPut, roads+"/default?validateDealStageUsagesBeforeDelete=true",
		`{"label":"Road","displayOrder":0,"stages":[{"stageId":"won","label":"Won","displayOrder":0,"metadata":{"probability":1}}]}`).status(http.StatusBadRequest)
	r.call(http.MethodDelete, roads+"/default?validateReferencesBeforeDelete=perhaps", "").status(http.StatusBadRequest)
	r.call(http.MethodDelete, beta+"/stages/won", "").status(http.StatusNoContent)
	r.call(http.MethodDelete, roads+"/default/stages/on?validateReferencesBeforeDelete=false", "").status(http.StatusBadRequest) // the last one
	r.call(http.MethodDelete, roads+"/default", "").status(http.StatusNoContent)
	r.get(fleeces+"/"+id+"?properties=step").has(http.StatusOK, `"step":"on"`)
}

// A record can only be in pipelines and stages that are there.
func TestRecordsAreInStagesThatExist(t *testing.T) {
	const fleeces = "/crm/v3/objects/fleeces"
	r := newRoads(t)
	r.free = true // HubSpot describes no fleeces
	other := decode[road](r.post(roads, `{"label":"Other","displayOrder":1,"stages":[{"stageId":"off","label":"Off","displayOrder":0,"metadata":{"probability":1}}]}`))
	for properties, allowed := range map[string]string{
		`{"road":"default","step":"off"}`: "on,won", `{"road":"nowhere","step":"on"}`: "default," + other.ID, `{"step":"nowhere"}`: "on,won,off",
	} {
		message := decode[struct{ Message string }](r.post(fleeces, `{"properties":`+properties+`}`).status(http.StatusBadRequest)).Message
		list, _ := strings.CutPrefix(message, "Property values were not valid: ")
		var faults []struct{ Error, Message string }
		if err := json.Unmarshal([]byte(list), &faults); err != nil || len(faults) != 1 || faults[0].Error != "INVALID_OPTION" ||
			!strings.Contains(strings.ReplaceAll(faults[0].Message, ", ", ","), allowed) {
			t.Errorf("%s: %s", properties, message)
		}
	}
	id := decode[object](r.post(fleeces, `{"properties":{"step":"off"}}`).status(http.StatusCreated)).ID
	r.call(http.MethodPatch, fleeces+"/"+id, `{"properties":{"road":"`+other.ID+`","step":""}}`).status(http.StatusOK)
	r.post(fleeces+"/batch/update", `{"inputs":[{"id":"`+id+`","properties":{"step":"nowhere"}}]}`).status(http.StatusBadRequest)
	r.call(http.MethodDelete, roads+"/"+other.ID, "").status(http.StatusNoContent)
	r.post(fleeces, `{"properties":{"step":"off"}}`).status(http.StatusBadRequest)
}

func TestScopesOfPipelines(t *testing.T) {
	r := newRig(t, 0, func(c *hub.Config) {
		c.Tokens = []token.Token{{Value: "secret", Scopes: []string{"crm.objects.contacts.read"}}}
	})
	r.get("/crm/v3/pipelines/contacts").status(http.StatusOK)
	r.get("/crm/v3/pipelines/deals").status(http.StatusForbidden)
	r.call(http.MethodDelete, "/crm/v3/pipelines/contacts/contacts-lifecycle-pipeline", "").has(http.StatusForbidden, "crm.schemas.contacts.write")
}
