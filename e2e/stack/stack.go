// Package stack brings the three programs up together (a fake HubSpot, the
// connector, a fake Sesam node) and gives each a client. A Driver decides how
// they run: as processes of this machine or as containers of a Docker engine.
package stack

import (
	"context"
	"errors"
	"fmt"
)

// Pipe is the pipe of the Sesam project that collects the contacts; its sink
// dataset has the same name.
const Pipe = "hubspot-contacts-collect"

// System is the microservice system of the Sesam project.
const System = "hubspot"

// Options say what a stack starts with.
type Options struct {
	// Contacts is how many contacts the fake HubSpot is seeded with.
	Contacts int
	// Seed decides what those contacts are; the same seed gives the same bytes.
	Seed uint64
	// Environment is added to the docker.environment of the connector's system
	// configuration, as a pipe author would add it there.
	Environment map[string]string
	// Schedule lets the node run its pipes on their own. Off, a pipe runs only
	// when it is told to.
	Schedule bool
}

// Running is a stack as its driver sees it. The addresses can change when a
// program is restarted.
type Running interface {
	HubSpotURL() string
	ConnectorURL() string
	SesamURL() string
	// Token is the credential the fake HubSpot accepts.
	Token() string
	// RestartSesam kills the node without warning and starts it on the same data.
	RestartSesam(ctx context.Context) error
	// RestartConnector kills the connector without warning and starts it anew.
	RestartConnector(ctx context.Context) error
	// Logs returns what each program has written so far, by its name.
	Logs() map[string]string
	Close() error
}

// Driver starts stacks.
type Driver interface {
	// Name is what test names call the driver.
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

// Up starts a stack and waits until all of it answers.
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
	return s, nil
}

func (s *Stack) ready(ctx context.Context) error {
	return errors.Join(
		s.HubSpot.http.awaitOK(ctx, "/_fake/health"),
		s.Connector.http.awaitOK(ctx, "/healthz"),
		s.Sesam.AwaitHealth(ctx),
	)
}
