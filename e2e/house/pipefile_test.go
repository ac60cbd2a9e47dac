package house

import (
	"encoding/json"
	"path/filepath"
	"testing"
)

// pipeFile is what the rules below read of a pipe of the Sesam project.
type pipeFile struct {
	ID     string `json:"_id"`
	Source struct {
		Type          string `json:"type"`
		System        string `json:"system"`
		URL           string `json:"url"`
		Dataset       string `json:"dataset"`
		SupportsSince bool   `json:"supports_since"`
		Chronological any    `json:"is_chronological"`
		PageSize      any    `json:"page_size"`
	} `json:"source"`
	Transform any            `json:"transform"`
	Sink      map[string]any `json:"sink"`
	Pump      map[string]any `json:"pump"`
	// BatchSize is that of the pipe.
	BatchSize     int   `json:"batch_size"`
	AddNamespaces *bool `json:"add_namespaces"`
}

// reads, receives and writes are the three kinds of pipes in the project.
func (p *pipeFile) reads() bool    { return p.Source.System == "hubspot" }
func (p *pipeFile) receives() bool { return p.Source.Type == "http_endpoint" }
func (p *pipeFile) writes() bool   { return p.Source.Type == "dataset" }

// rescan is when the pipe reads everything again; "" means never.
func (p *pipeFile) rescan() string {
	at, _ := p.Pump["rescan_cron_expression"].(string)
	return at
}

// calls returns the sink or the transforms that send entities to HubSpot.
func (p *pipeFile) calls() []map[string]any {
	transforms, isList := p.Transform.([]any)
	if !isList {
		transforms = []any{p.Transform}
	}
	var found []map[string]any
	for _, each := range append(transforms, p.Sink) {
		if call, ok := each.(map[string]any); ok && call["system"] == "hubspot" {
			found = append(found, call)
		}
	}
	return found
}

// projectPipes returns the pipes of the Sesam project by the names of their files.
func projectPipes(t *testing.T) map[string]pipeFile {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root(t), "connector", "sesam", "pipes", "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pipes: %v", err)
	}
	pipes := map[string]pipeFile{}
	for _, file := range files {
		var p pipeFile
		if err := json.Unmarshal([]byte(read(t, file)), &p); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		pipes[filepath.Base(file)] = p
	}
	return pipes
}
