package tour

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// pipes are the pipes of a node that the tour runs.
type pipes struct {
	// Collect reads contacts from the connector, into the dataset Contacts.
	Collect, Contacts string
	// Receive takes persons into the dataset Persons, and Push sends them to the connector. If they are missing, NoPush says what is.
	Receive, Persons, Push string
	NoPush                 error
}

var (
	errNoCollect = errors.New("this node has no pipe that reads contacts: one with a json source whose url is get_contacts. " +
		"Add hubspot-contacts-collect.conf.json from the connector's folder sesam/pipes, and do this step again")
	errNoPush = errors.New("this node has no pipe that writes contacts: one with a json sink whose url is push_contacts. " +
		"Add hubspot-contacts-push.conf.json and erp-persons-collect.conf.json from the connector's folder sesam/pipes, and do this step again")
)

// configured is the part of a pipe's configuration by which the tour finds it.
type configured struct {
	ID     string
	Source struct {
		Type    string `json:"type"`
		URL     string `json:"url"`
		Dataset string `json:"dataset"`
	} `json:"source"`
	Sink struct {
		Type    string `json:"type"`
		URL     string `json:"url"`
		Dataset string `json:"dataset"`
	} `json:"sink"`
}

// collects reports whether the pipe reads contacts into a dataset.
func (c configured) collects() bool {
	return c.Source.Type == "json" && asks(c.Source.URL, "get_contacts") && c.Sink.Type == "dataset"
}

// pushes reports whether the pipe writes contacts.
func (c configured) pushes() bool { return c.Sink.Type == "json" && asks(c.Sink.URL, "push_contacts") }

// receives reports whether the pipe fills a dataset with what is sent to it.
func (c configured) receives() bool {
	return c.Source.Type == "http_endpoint" && c.Sink.Type == "dataset"
}

// asks reports whether a URL, relative or not, has this path.
func asks(address, path string) bool {
	address, _, _ = strings.Cut(address, "?")
	return strings.TrimLeft(address, "/") == path || strings.HasSuffix(address, "/"+path)
}

// pipes finds the pipes by what they read and write, so that they may have any names.
func (s *sesam) pipes(ctx context.Context) (pipes, error) {
	all, err := s.configuration(ctx)
	if err != nil {
		return pipes{}, err
	}
	found := pipes{NoPush: errNoPush}
	receivers := map[string]string{}
	for _, each := range all {
		switch {
		case each.collects() && found.Collect == "":
			found.Collect, found.Contacts = each.ID, each.Sink.Dataset
		case each.receives():
			receivers[each.Sink.Dataset] = each.ID
		}
	}
	for _, each := range all {
		if !each.pushes() || found.Push != "" {
			continue
		}
		if receive := receivers[each.Source.Dataset]; receive != "" {
			found.Receive, found.Persons, found.Push, found.NoPush = receive, each.Source.Dataset, each.ID, nil
		} else {
			found.NoPush = fmt.Errorf("the pipe %s writes contacts, but no pipe with an http_endpoint source fills the dataset %q that it reads. "+
				"Add one, such as erp-persons-collect.conf.json from the connector's folder sesam/pipes, and do this step again", each.ID, each.Source.Dataset)
		}
	}
	return found, nil
}

// configuration returns the node's pipes, in its order.
func (s *sesam) configuration(ctx context.Context) ([]configured, error) {
	var all []struct {
		ID     string `json:"_id"`
		Config struct {
			Effective json.RawMessage `json:"effective"`
		} `json:"config"`
	}
	if err := s.json(ctx, http.MethodGet, "/api/pipes", nil, &all); err != nil {
		return nil, err
	}
	var out []configured
	for _, each := range all {
		c := configured{ID: each.ID}
		if json.Unmarshal(each.Config.Effective, &c) != nil {
			continue // a pipe that is configured wrongly is not one that runs
		}
		if c.Sink.Dataset == "" {
			c.Sink.Dataset = each.ID
		}
		out = append(out, c)
	}
	return out, nil
}
