package containers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/network"
	"github.com/testcontainers/testcontainers-go/wait"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// The ports the programs listen on inside their containers.
const (
	hubspotPort   = "8080/tcp"
	connectorPort = "5000/tcp"
	sesamPort     = "9042/tcp"
)

// startupTimeout is how long a container may take to be ready: a HubSpot with a million contacts makes them first.
const startupTimeout = 5 * time.Minute

// running is a stack of three containers on their own network.
type running struct {
	dir     string
	options stack.Options
	network *testcontainers.DockerNetwork

	hubspot, connector, sesam *program
}

var _ stack.Running = (*running)(nil)

// program is one container, and its URL on this machine.
type program struct {
	*testcontainers.DockerContainer
	port, url string
}

func (r *running) start(ctx context.Context) error {
	var err error
	if r.network, err = network.New(ctx); err != nil {
		return fmt.Errorf("creating the network: %w", err)
	}
	if r.hubspot, err = r.run(ctx, "fakehubspot", hubspotPort, "/_fake/health", readOnly(), confined(0), testcontainers.WithEnv(map[string]string{
		"FAKEHUBSPOT_CONTACTS":         strconv.Itoa(r.options.Contacts),
		"FAKEHUBSPOT_RECORDS":          r.options.RecordsFlag(),
		"FAKEHUBSPOT_ASSOCIATION_PAGE": strconv.Itoa(r.options.AssociationPage),
		"FAKEHUBSPOT_SEED":             strconv.FormatUint(r.options.Seed, 10),
		"FAKEHUBSPOT_TOKEN":            stack.Token,
	})); err != nil {
		return err
	}
	project, err := stack.NewProject(r.dir, "http://fakehubspot:8080/crm/v3", r.options.Environment)
	if err != nil {
		return err
	}
	declared, err := project.ConnectorEnvironment()
	if err != nil {
		return err
	}
	if r.connector, err = r.run(ctx, "connector", connectorPort, "/healthz", readOnly(), confined(r.options.ConnectorMemory), testcontainers.WithEnv(declared)); err != nil {
		return err
	}
	return r.startSesam(ctx, project)
}

func (r *running) startSesam(ctx context.Context, project *stack.Project) error {
	files, err := projectFiles(project)
	if err != nil {
		return err
	}
	schedule := "off"
	if r.options.Schedule {
		schedule = "on"
	}
	r.sesam, err = r.run(ctx, "fakesesam", sesamPort, "/api/health",
		confined(0), testcontainers.WithFiles(files...), // which a read-only root does not take
		testcontainers.WithEnv(map[string]string{
			"FAKESESAM_ENV":          envPath,
			"FAKESESAM_SECRETS":      secretsPath,
			"FAKESESAM_SCHEDULE":     schedule,
			"FAKESESAM_MICROSERVICE": stack.System + "=http://connector:5000",
		}),
	)
	return err
}

// run starts the program's image under its own name on the stack's network.
func (r *running) run(ctx context.Context, name, port, health string, options ...testcontainers.ContainerCustomizer) (*program, error) {
	started, err := testcontainers.Run(ctx, Image(name), append(options,
		network.WithNetwork([]string{name}, r.network),
		testcontainers.WithExposedPorts(port),
		testcontainers.WithWaitStrategyAndDeadline(startupTimeout, wait.ForHTTP(health).WithPort(port)),
	)...)
	p := &program{DockerContainer: started, port: port}
	if err != nil {
		return p, fmt.Errorf("starting the container of %s: %w", name, err)
	}
	return p, p.locate(ctx)
}

// locate finds the URL, which changes whenever the container starts.
func (p *program) locate(ctx context.Context) error {
	var err error
	p.url, err = p.PortEndpoint(ctx, p.port, "http")
	return err
}

// restart kills the container and restarts it on the same file system.
func (p *program) restart(ctx context.Context) error {
	at := time.Duration(0)
	if err := p.Stop(ctx, &at); err != nil {
		return err
	}
	if err := p.Start(ctx); err != nil {
		return err
	}
	return p.locate(ctx)
}

func (r *running) HubSpotURL() string   { return r.hubspot.url }
func (r *running) ConnectorURL() string { return r.connector.url }
func (r *running) SesamURL() string     { return r.sesam.url }

// Names implements stack.Running.
func (r *running) Names() (hubspot, sesam string) {
	return "http://fakehubspot:8080", "http://fakesesam:9042"
}

func (r *running) Token() string { return stack.Token }

// RestartSesam implements stack.Running.
func (r *running) RestartSesam(ctx context.Context) error { return r.sesam.restart(ctx) }

// RestartConnector implements stack.Running.
func (r *running) RestartConnector(ctx context.Context) error { return r.connector.restart(ctx) }

// stopWithin is how long the connector may take to end before it is killed.
const stopWithin = time.Minute

// StopConnector implements stack.Running.
func (r *running) StopConnector(ctx context.Context) (int, error) {
	within := stopWithin
	if err := r.connector.Stop(ctx, &within); err != nil {
		return 0, err
	}
	stopped, err := r.connector.Inspect(ctx)
	if err != nil {
		return 0, err
	}
	return stopped.State.ExitCode, nil
}

// ConnectorPID implements stack.Running.
func (r *running) ConnectorPID(ctx context.Context) (int, error) {
	inspected, err := r.connector.Inspect(ctx)
	if err != nil {
		return 0, err
	}
	if !inspected.State.Running {
		return 0, fmt.Errorf("the container of the connector is %s, with status %d; killed for want of memory: %t",
			inspected.State.Status, inspected.State.ExitCode, inspected.State.OOMKilled)
	}
	return inspected.State.Pid, nil
}

// Logs implements stack.Running.
func (r *running) Logs() map[string]string {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	logs := map[string]string{}
	for name, p := range map[string]*program{"fakehubspot": r.hubspot, "connector": r.connector, "fakesesam": r.sesam} {
		if p == nil || p.DockerContainer == nil {
			continue
		}
		logs[name] = p.text(ctx)
	}
	return logs
}

// text returns everything the container has written.
func (p *program) text(ctx context.Context) string {
	reader, err := p.Logs(ctx)
	if err != nil {
		return "no logs: " + err.Error()
	}
	text, err := io.ReadAll(reader)
	if err := errors.Join(err, reader.Close()); err != nil {
		return string(text) + "\nincomplete logs: " + err.Error()
	}
	return string(text)
}

// Close implements stack.Running.
func (r *running) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var errs []error
	for _, p := range []*program{r.sesam, r.connector, r.hubspot} {
		if p != nil {
			errs = append(errs, testcontainers.TerminateContainer(p.DockerContainer))
		}
	}
	if r.network != nil {
		errs = append(errs, r.network.Remove(ctx))
	}
	return errors.Join(append(errs, os.RemoveAll(r.dir))...)
}
