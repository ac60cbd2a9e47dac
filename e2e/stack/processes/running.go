package processes

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// running is a stack of three processes.
type running struct {
	driver  *Driver
	dir     string
	options stack.Options
	project *stack.Project
	logs    map[string]*logBuffer

	hubspot, connector, sesam *process
}

var _ stack.Running = (*running)(nil)

func (r *running) start(ctx context.Context) error {
	if err := r.startHubSpot(ctx); err != nil {
		return err
	}
	var err error
	if r.project, err = stack.NewProject(r.dir, r.HubSpotURL()+"/crm/v3", r.options.Environment); err != nil {
		return err
	}
	if err := r.startConnector(ctx, "0"); err != nil {
		return err
	}
	return r.startSesam(ctx)
}

func (r *running) startHubSpot(ctx context.Context) error {
	args := []string{
		"serve",
		"--listen", "127.0.0.1:0",
		"--contacts", strconv.Itoa(r.options.Contacts),
		"--seed", strconv.FormatUint(r.options.Seed, 10),
		"--token", stack.Token,
	}
	if records := r.options.RecordsFlag(); records != "" {
		args = append(args, "--records", records)
	}
	if page := r.options.AssociationPage; page > 0 {
		args = append(args, "--association-page", strconv.Itoa(page))
	}
	var err error
	r.hubspot, err = r.run(ctx, "fakehubspot", nil, args...)
	return err
}

// startConnector runs the connector on a port, with the environment a node would
// set in its container.
func (r *running) startConnector(ctx context.Context, port string) error {
	declared, err := r.project.ConnectorEnvironment()
	if err != nil {
		return err
	}
	environment := []string{"port=" + port}
	for name, value := range declared {
		environment = append(environment, name+"="+value)
	}
	r.connector, err = r.run(ctx, "connector", environment, "serve")
	return err
}

func (r *running) startSesam(ctx context.Context) error {
	schedule := "off"
	if r.options.Schedule {
		schedule = "on"
	}
	var err error
	r.sesam, err = r.run(ctx, "fakesesam", nil, "serve",
		"--listen", "127.0.0.1:0",
		"--config", r.project.Dir,
		"--data", filepath.Join(r.dir, "data"),
		"--env", r.project.EnvFile,
		"--secrets", r.project.SecretsFile,
		"--schedule", schedule,
		"--microservice", stack.System+"="+r.ConnectorURL(),
	)
	return err
}

func (r *running) run(ctx context.Context, program string, environment []string, args ...string) (*process, error) {
	p, err := start(ctx, program, r.driver.binary(program), environment, args, r.logs[program])
	if err != nil {
		return nil, fmt.Errorf("starting %s: %w", program, err)
	}
	return p, nil
}

func (r *running) HubSpotURL() string   { return r.hubspot.url }
func (r *running) ConnectorURL() string { return r.connector.url }
func (r *running) SesamURL() string     { return r.sesam.url }

// Names implements stack.Running.
func (r *running) Names() (hubspot, sesam string) { return r.HubSpotURL(), r.SesamURL() }

func (r *running) Token() string { return stack.Token }

// RestartSesam implements stack.Running.
func (r *running) RestartSesam(ctx context.Context) error {
	if err := r.sesam.kill(); err != nil {
		return err
	}
	return r.startSesam(ctx)
}

// RestartConnector implements stack.Running. The connector keeps its port,
// because the node continues to call it there.
func (r *running) RestartConnector(ctx context.Context) error {
	if err := r.connector.kill(); err != nil {
		return err
	}
	port, err := portOf(r.connector.url)
	if err != nil {
		return err
	}
	return r.startConnector(ctx, port)
}

// StopConnector implements stack.Running.
func (r *running) StopConnector(context.Context) (int, error) {
	err := r.connector.stop()
	return r.connector.cmd.ProcessState.ExitCode(), err
}

// ConnectorPID implements stack.Running.
func (r *running) ConnectorPID(context.Context) (int, error) {
	select {
	case <-r.connector.done:
		return 0, errors.New("the connector has ended")
	default:
		return r.connector.cmd.Process.Pid, nil
	}
}

// Logs implements stack.Running.
func (r *running) Logs() map[string]string {
	logs := make(map[string]string, len(r.logs))
	for program, buffer := range r.logs {
		logs[program] = buffer.String()
	}
	return logs
}

// Close implements stack.Running.
func (r *running) Close() error {
	var errs []error
	for _, p := range []*process{r.sesam, r.connector, r.hubspot} {
		if p != nil {
			errs = append(errs, p.stop())
		}
	}
	return errors.Join(append(errs, os.RemoveAll(r.dir))...)
}
