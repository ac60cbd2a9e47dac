package convergence

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// pipe is a pipe of the node, and what is known of its runs.
type pipe struct {
	id, url string
	object  object    // of the records in its dataset
	linked  []object  // the object types to which its records show their links
	owners  bool      // its entities are owners
	pairs   bool      // its entities are the links themselves, not records
	whole   time.Time // when its last completed full run began
}

// records reports whether the entities of the pipe are records of an object type.
func (p *pipe) records() bool { return !p.owners && !p.pairs }

// pipesOf returns the pipes of an account. Two of them read the same object.
func pipesOf(everything bool) []*pipe {
	if !everything {
		return []*pipe{{id: stack.Pipe, url: "get_contacts", object: contacts}}
	}
	return []*pipe{
		{id: stack.Pipe, url: "get_contacts", object: contacts},
		{id: "companies", url: "get_companies", object: companies},
		{id: "companies-again", url: "get_companies?associations=contacts", object: companies, linked: []object{contacts}},
		{id: "deals", url: "get_deals?associations=companies,contacts", object: deals, linked: []object{companies, contacts}},
		{id: "cars", url: "get_car?properties=model&associations=contacts", object: cars, linked: []object{contacts}},
		{id: "owners", url: "get_owners", owners: true},
		{id: "links", url: "get_associations?from=contacts&to=companies", object: contacts, linked: []object{companies}, pairs: true},
	}
}

// configure writes the node's configuration: the project that is deployed, and with it pipes that differ from the one for
// contacts only in what they read.
func (w *world) configure() error {
	root, err := stack.Root()
	if err != nil {
		return err
	}
	project, dir := filepath.Join(root, "connector", "sesam"), w.configuration()
	if err := os.CopyFS(dir, os.DirFS(project)); err != nil {
		return err
	}
	var errs []error
	for _, p := range w.pipes {
		errs = append(errs, p.configure(project, dir))
	}
	return errors.Join(errs...)
}

// configuration is the folder with the node's configuration.
func (w *world) configuration() string { return filepath.Join(w.dir, "sesam") }

func (p *pipe) configure(project, dir string) error {
	text, err := os.ReadFile(filepath.Join(project, "pipes", stack.Pipe+".conf.json"))
	if err != nil {
		return err
	}
	var configuration map[string]any
	if err := json.Unmarshal(text, &configuration); err != nil {
		return err
	}
	source, ok := configuration["source"].(map[string]any)
	if !ok {
		return errors.New("the pipe for contacts has no source")
	}
	configuration["_id"], source["url"], source["supports_since"] = p.id, p.url, !p.pairs
	if text, err = json.Marshal(configuration); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "pipes", fmt.Sprintf("%s.conf.json", p.id)), text, 0o600)
}
