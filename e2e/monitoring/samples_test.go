package monitoring

import (
	"regexp"
	"strings"
	"testing"
)

// sample is one line of /metrics.
type sample struct {
	name   string
	labels map[string]string
	series string // name and labels, as it stands
	value  string
	kind   string // counter, gauge, histogram or summary
}

var (
	sampleLine = regexp.MustCompile(`^(([a-zA-Z_]+)(?:\{(.*)\})?) (\S+)$`)
	typeLine   = regexp.MustCompile(`^# TYPE (\S+) (\S+)$`)
	labelPair  = regexp.MustCompile(`([a-zA-Z_]+)="([^"]*)"`)
	ofBuckets  = regexp.MustCompile(`_(bucket|sum|count)$`)
)

// samplesOf reads the text format of Prometheus.
func samplesOf(t *testing.T, text string) []sample {
	t.Helper()
	var samples []sample
	kinds := map[string]string{}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if found := typeLine.FindStringSubmatch(line); found != nil {
			kinds[found[1]] = found[2]
		}
		if strings.HasPrefix(line, "#") {
			continue
		}
		found := sampleLine.FindStringSubmatch(line)
		if found == nil {
			t.Fatalf("/metrics has the line %q", line)
		}
		s := sample{name: found[2], labels: map[string]string{}, series: found[1], value: found[4]}
		for _, pair := range labelPair.FindAllStringSubmatch(found[3], -1) {
			s.labels[pair[1]] = pair[2]
		}
		s.kind = kinds[s.name]
		if s.kind == "" {
			s.kind = kinds[s.family()]
		}
		samples = append(samples, s)
	}
	return samples
}

// family is the name of the metric, which a histogram has without what its parts end in.
func (s sample) family() string { return ofBuckets.ReplaceAllString(s.name, "") }

// exposed are the values of each label of each name.
type exposed map[string]map[string]map[string]bool

func exposedBy(samples []sample) exposed {
	all := exposed{}
	for _, s := range samples {
		if all[s.name] == nil {
			all[s.name] = map[string]map[string]bool{}
		}
		for label, value := range s.labels {
			if all[s.name][label] == nil {
				all[s.name][label] = map[string]bool{}
			}
			all[s.name][label][value] = true
		}
	}
	return all
}
