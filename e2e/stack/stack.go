// Package stack starts the three programs together (a fake HubSpot, the
// connector, a fake Sesam node) and provides a client for each. A Driver decides
// how they run: as processes on this machine or as containers of a Docker engine.
package stack

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// Pipes of the Sesam project that read HubSpot; the sink dataset of each has the same name.
const (
	// Pipe collects the contacts.
	Pipe = "hubspot-contacts-collect"

	CompaniesPipe = "hubspot-companies-collect"
	// DealsPipe collects the deals, with the companies and contacts that each is associated with.
	DealsPipe   = "hubspot-deals-collect"
	TicketsPipe = "hubspot-tickets-collect"
	// AssociationsPipe collects the pairs of a contact and a company that are associated, one entity a pair.
	AssociationsPipe = "hubspot-contact-company-associations-collect"
	OwnersPipe       = "hubspot-owners-collect"
	// PipelinesPipe collects the pipelines of deals, with their stages.
	PipelinesPipe = "hubspot-deal-pipelines-collect"
)

// Pipes of the Sesam project that lead to HubSpot.
const (
	// PersonsPipe receives the persons of the ERP; its dataset has the same name.
	PersonsPipe = "erp-persons-collect"
	// PushPipe writes the persons as contacts. It has no dataset.
	PushPipe = "hubspot-contacts-push"
	// DeadLetters is the dataset of the persons that PushPipe has given up.
	DeadLetters = "hubspot-contacts-push-dead-letters"
	// ProductsPipe receives the products of the ERP; its dataset has the same name.
	ProductsPipe = "erp-products-collect"
	// SharePipe writes the products, and keeps in its dataset of the same name what has become of each.
	SharePipe = "hubspot-products-share"
)

// System is the microservice system of the Sesam project.
const System = "hubspot"

// Options are what a stack starts with.
type Options struct {
	// Contacts is how many contacts the fake HubSpot is seeded with.
	Contacts int
	// Records is how many records of other object types it is seeded with, by name; see the fake's README.
	Records map[string]int
	// AssociationPage is the most associated records on a page of HubSpot's; 0 means HubSpot's own limits. With a small one,
	// few associations make many pages.
	AssociationPage int
	// Seed determines those contacts; the same seed produces the same bytes.
	Seed uint64
	// Environment is added to the docker.environment of the connector's system
	// configuration, as a pipe author would add it there.
	Environment map[string]string
	// Schedule makes the node run its pipes on schedule. If false, a pipe runs
	// only when it is started.
	Schedule bool
	// ConnectorMemory is the most memory, in bytes, that the connector's container may take, without any swap; 0 means no
	// limit. Only containers have it.
	ConnectorMemory int64
}

// RecordsFlag returns Records in the form of the fake's flag: companies=200,deals=500.
func (o Options) RecordsFlag() string {
	records := make([]string, 0, len(o.Records))
	for _, object := range slices.Sorted(maps.Keys(o.Records)) {
		records = append(records, fmt.Sprintf("%s=%d", object, o.Records[object]))
	}
	return strings.Join(records, ",")
}

// Running is a stack as its driver sees it. A program's URL can change when the
// program is restarted.
type Running interface {
	HubSpotURL() string
	ConnectorURL() string
	SesamURL() string
	// Names are the URLs under which the two programs with web pages reach each other.
	Names() (hubspot, sesam string)
	// Token is the credential the fake HubSpot accepts.
	Token() string
	// RestartSesam kills the node without warning and restarts it on the same data.
	RestartSesam(ctx context.Context) error
	// RestartConnector kills the connector without warning and restarts it.
	RestartConnector(ctx context.Context) error
	// StopConnector sends the connector SIGTERM and waits for its end. It returns the status it exits with.
	StopConnector(ctx context.Context) (status int, err error)
	// ConnectorPID returns the connector's process ID on this machine.
	ConnectorPID(ctx context.Context) (int, error)
	// Logs returns what each program has written so far, by program name.
	Logs() map[string]string
	Close() error
}

// Driver starts stacks.
type Driver interface {
	// Name is the driver's name in the names of tests.
	Name() string
	Start(ctx context.Context, options Options) (Running, error)
}

// Stack is a running stack with a client for each of its programs.
type Stack struct {
	Running
	HubSpot   *HubSpot
	Connector *Connector
	Sesam     *Sesam
}

// Up starts a stack and waits until all of its programs answer.
func Up(ctx context.Context, driver Driver, options Options) (*Stack, error) {
	running, err := driver.Start(ctx, options)
	if err != nil {
		return nil, fmt.Errorf("starting the stack as %s: %w", driver.Name(), err)
	}
	s := &Stack{
		Running:   running,
		HubSpot:   NewHubSpot(running.HubSpotURL, running.Token()),
		Connector: NewConnector(running.ConnectorURL),
		Sesam:     NewSesam(running.SesamURL),
	}
	if err := s.ready(ctx); err != nil {
		return nil, errors.Join(err, running.Close())
	}
	if err := s.introduce(ctx); err != nil {
		return nil, errors.Join(err, running.Close())
	}
	return s, nil
}

// introduce tells each of the programs with web pages where the other one is, for the guided tour.
func (s *Stack) introduce(ctx context.Context) error {
	hubspot, sesam := s.Names()
	return errors.Join(
		s.HubSpot.http.call(ctx, http.MethodPut, "/_fake/tour", map[string]string{"sesam": sesam, "page": s.SesamURL()}, nil),
		s.Sesam.http.call(ctx, http.MethodPut, "/tour/peer", map[string]string{"url": hubspot, "page": s.HubSpotURL()}, nil),
	)
}

func (s *Stack) ready(ctx context.Context) error {
	return errors.Join(
		s.HubSpot.http.awaitOK(ctx, "/_fake/health"),
		s.Connector.http.awaitOK(ctx, "/healthz"),
		s.Sesam.AwaitHealth(ctx),
	)
}
