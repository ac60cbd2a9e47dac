package chaos

import (
	"context"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// verdict counts what the judge has found in the datasets' history.
type verdict struct{ versions, known, deleted, pipelines int }

// past checks every version in the history of the datasets: that it is a state which HubSpot had, or that the record may have been gone at
// some moment of the run that wrote it; and that none was written twice.
func (j *judge) past(ctx context.Context, e *erp) (v verdict) {
	for object, pipe := range read {
		began, last := j.begins(ctx, pipe), map[string]string{}
		for _, version := range j.history(ctx, pipe) {
			v.versions++
			hash, _ := version["_hash"].(string)
			if hash == "" || hash == last[version.ID()] {
				j.Errorf("%s: two versions of %s after one another are the same: %s", pipe, version.ID(), hash)
			}
			last[version.ID()] = hash
			if gone, _ := version["_deleted"].(bool); gone {
				v.deleted++
				j.deleted(object, pipe, version, began)
				continue
			}
			if j.live(object, pipe, version, e) {
				v.known++
			}
		}
	}
	began := j.begins(ctx, stack.PipelinesPipe)
	for _, version := range j.history(ctx, stack.PipelinesPipe) {
		if gone, _ := version["_deleted"].(bool); gone {
			v.pipelines++
			j.deleted("pipelines", stack.PipelinesPipe, version, began)
		}
	}
	return v
}

// live checks a version with values, and reports whether HubSpot's state at that time is known.
func (j *judge) live(object, pipe string, version stack.Entity, e *erp) (known bool) {
	text, _ := version["updatedAt"].(string)
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		j.Errorf("%s: %s: updatedAt: %v", pipe, version.ID(), err)
	}
	known, wrong := j.had(object, version.ID(), at, values(version))
	if wrong != "" {
		j.Errorf("%s: of %s, a version of the dataset is no state that HubSpot had: %s", pipe, version.ID(), wrong)
	}
	if address := version.Property("email"); strings.HasSuffix(address, erpDomain) && !e.past[address+" "+version.Property("firstname")] {
		j.Errorf("%s: %s is called %q, which the ERP has never sent", pipe, address, version.Property("firstname"))
	}
	return known
}

// values returns the properties of an entity, those without a value as empty texts.
func values(entity stack.Entity) map[string]string {
	shown := map[string]string{}
	properties, _ := entity["properties"].(map[string]any)
	for name, value := range properties {
		shown[name], _ = value.(string)
	}
	return shown
}

// deleted checks a version that says that a record is gone.
func (j *judge) deleted(object, pipe string, version stack.Entity, began []time.Time) {
	micros, _ := version["_ts"].(float64)
	written := time.UnixMicro(int64(micros))
	var from time.Time
	for _, at := range began {
		if !at.After(written) && at.After(from) {
			from = at
		}
	}
	if from.IsZero() {
		j.Errorf("%s: no run has begun before %s, when %s was deleted", pipe, written, version.ID())
	}
	if !j.mayBeGone(object, version.ID(), from, written) {
		j.Errorf("%s: %s was deleted at %s, by a run from %s on, but was live in HubSpot all that time", pipe, version.ID(), written, from)
	}
}

// begins are when the runs of a pipe began that have written something.
func (j *judge) begins(ctx context.Context, pipe string) []time.Time {
	var began []time.Time
	for _, event := range j.history(ctx, "system:pump:"+pipe) {
		text, _ := event["start_time"].(string)
		if at, err := time.Parse(time.RFC3339, text); err == nil && event["event_type"] == "pump-started" {
			began = append(began, at)
		}
	}
	return began
}

func (j *judge) history(ctx context.Context, dataset string) []stack.Entity {
	versions, err := j.sesam.History(ctx, dataset)
	j.must(err)
	return versions
}
