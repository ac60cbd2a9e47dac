package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
	"github.com/hubspot-to-sesam/testbed/e2e/stack/processes"
)

// Sizes are how much is measured.
type Sizes struct {
	Quick    bool // too small for the budgets
	Small    int  // contacts of a small account
	Usual    int  // contacts of an account that is read repeatedly
	Large    int  // contacts of a large account
	Limited  int  // contacts read under HubSpot's limits
	Changes  int  // contacts changed before a since-read
	Together int  // contacts that each of several reads at once reads under HubSpot's limits
	Rounds   int  // how often quick measurements are repeated
	Pages    int  // pages requested to measure the cost of one
}

// FullSizes returns the sizes the budgets are meant for.
func FullSizes() Sizes {
	return Sizes{
		Small: 10_000, Usual: 100_000, Large: 1_000_000, Limited: 100_000, Changes: 50_000, Together: 10_000, Rounds: 7, Pages: 400,
	}
}

// QuickSizes returns sizes for trying out the program.
func QuickSizes() Sizes {
	return Sizes{
		Quick: true, Small: 10_000, Usual: 10_000, Large: 50_000, Limited: 5_000, Changes: 2_000, Together: 1_000, Rounds: 3, Pages: 40,
	}
}

// Lab starts the programs that are measured.
type Lab struct {
	sizes    Sizes
	progress io.Writer
	now      string // the measurement being made

	driver  *processes.Driver
	dir     string
	shared  map[int]*account
	running []*processes.Program
}

// NewLab returns a lab that reports to progress what it is doing.
func NewLab(sizes Sizes, progress io.Writer) (*Lab, error) {
	dir, err := os.MkdirTemp("", "hubspot-to-sesam-bench-")
	if err != nil {
		return nil, err
	}
	l := &Lab{sizes: sizes, progress: progress, now: "build", dir: dir, shared: map[int]*account{}}
	l.driver = &processes.Driver{Progress: func(program string) { l.progressf("%s ...", program) }}
	return l, nil
}

// Close stops what is still running and removes what was built and written.
func (l *Lab) Close() error {
	var errs []error
	for _, program := range l.running {
		errs = append(errs, program.Stop())
	}
	return errors.Join(append(errs, l.driver.Close(), os.RemoveAll(l.dir))...)
}

// progressf reports what is going on.
func (l *Lab) progressf(format string, args ...any) {
	_, _ = fmt.Fprintf(l.progress, "[%s] "+format+"\n", append([]any{l.now}, args...)...)
}

func (l *Lab) launch(ctx context.Context, program string, environment, args []string) (*processes.Program, error) {
	p, err := l.driver.Launch(ctx, program, environment, args)
	if err != nil {
		return nil, err
	}
	l.running = append(l.running, p)
	return p, nil
}

// account is a fake HubSpot.
type account struct {
	*processes.Program
	*stack.HubSpot
	contacts int
	seeding  time.Duration // from the start of the process until it is ready
}

// account starts a separate fake HubSpot for a measurement.
func (l *Lab) account(ctx context.Context, contacts int) (*account, error) {
	return l.accountWith(ctx, contacts, 0)
}

// accountWith starts a fake HubSpot that has companies too, with which the contacts are associated.
func (l *Lab) accountWith(ctx context.Context, contacts, companies int) (*account, error) {
	args := []string{
		"serve", "--listen", "127.0.0.1:0", "--contacts", strconv.Itoa(contacts), "--seed", "1", "--token", stack.Token,
	}
	what := fmt.Sprintf("%d contacts", contacts)
	if companies > 0 {
		args = append(args, "--records", "companies="+strconv.Itoa(companies))
		what += fmt.Sprintf(" and %d companies", companies)
	}
	l.progressf("seeding a fake HubSpot with %s", what)
	start := time.Now()
	p, err := l.launch(ctx, "fakehubspot", nil, args)
	if err != nil {
		return nil, err
	}
	return &account{
		Program: p, HubSpot: stack.NewHubSpot(p.URL, stack.Token),
		contacts: contacts, seeding: time.Since(start),
	}, nil
}

// sharedAccount returns the fake HubSpot of this size that is shared by all
// measurements without limits and faults that do not add or remove contacts.
func (l *Lab) sharedAccount(ctx context.Context, contacts int) (*account, error) {
	if a, ok := l.shared[contacts]; ok {
		return a, nil
	}
	a, err := l.account(ctx, contacts)
	if err == nil {
		l.shared[contacts] = a
	}
	return a, err
}

// connector starts a connector for the account with the environment a node would
// set in its container, plus environment. The project is for the node.
func (l *Lab) connector(ctx context.Context, of *account, environment map[string]string) (*processes.Program, *stack.Project, error) {
	dir, err := os.MkdirTemp(l.dir, "project-")
	if err != nil {
		return nil, nil, err
	}
	project, err := stack.NewProject(dir, of.URL()+"/crm/v3", environment)
	if err != nil {
		return nil, nil, err
	}
	declared, err := project.ConnectorEnvironment()
	if err != nil {
		return nil, nil, err
	}
	given := []string{"port=0"}
	for name, value := range declared {
		given = append(given, name+"="+value)
	}
	p, err := l.launch(ctx, "connector", given, []string{"serve"})
	return p, project, err
}

// sesam starts a node on the data in a folder; its pipes run only when started.
func (l *Lab) sesam(ctx context.Context, project *stack.Project, data, connector string) (*processes.Program, *stack.Sesam, error) {
	p, err := l.launch(ctx, "fakesesam", nil, []string{
		"serve", "--listen", "127.0.0.1:0", "--config", project.Dir, "--data", data,
		"--env", project.EnvFile, "--secrets", project.SecretsFile, "--schedule", "off",
		"--microservice", stack.System + "=" + connector,
	})
	if err != nil {
		return nil, nil, err
	}
	return p, stack.NewSesam(p.URL), nil
}
