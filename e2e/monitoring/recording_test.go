package monitoring

import "strings"

// recording is what was scraped of a connector, one value a step for each series.
type recording struct {
	*bed
	steps  int
	values map[string][]string
}

func record(b *bed) *recording {
	return &recording{bed: b, values: map[string][]string{}}
}

// scrapes does something and scrapes the connector after it, n times, a step apart.
func (r *recording) scrapes(n int, do func()) {
	r.t.Helper()
	for range n {
		began := r.hub.Now()
		do()
		for _, s := range r.scrape() {
			r.add(s.inJob(), s.value)
		}
		r.add(`up{job="hubspot-connector"}`, "1")
		r.steps++
		if rest := step - r.hub.Now().Sub(began); rest > 0 { // what was done may have waited
			r.hub.Advance(rest)
		}
	}
}

// add adds the value of this step to a series, which may be new.
func (r *recording) add(series, value string) {
	for len(r.values[series]) < r.steps {
		r.values[series] = append(r.values[series], "_")
	}
	r.values[series] = append(r.values[series], strings.TrimPrefix(value, "+"))
}

// inJob is the series as Prometheus stores it.
func (s sample) inJob() string {
	if len(s.labels) == 0 {
		return s.name + `{job="hubspot-connector"}`
	}
	return strings.Replace(s.series, "{", `{job="hubspot-connector",`, 1)
}
