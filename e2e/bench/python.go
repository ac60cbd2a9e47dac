package bench

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
	"github.com/hubspot-to-sesam/testbed/e2e/stack/processes"
)

// errNoPython says what the service in Python needs.
var errNoPython = errors.New("python3 with flask and requests is needed; on Debian: apt install python3-flask python3-requests")

// python compares the connector with a small service in Python that reads the same contacts. Both are started afresh for
// each read. There are no budgets: the service is there to show what the connector's figures mean.
func python(ctx context.Context, l *Lab) ([]Result, error) {
	interpreter, err := pythonWith(ctx, "flask", "requests")
	if err != nil {
		return []Result{notMeasured("python", "", nil, err.Error())}, nil
	}
	var results []Result
	for _, c := range []struct {
		name     string
		contacts int
		latency  time.Duration // under limits too; 0 for neither
	}{
		{"no-latency", l.sizes.Usual, 0},
		{latencies[0].String(), l.sizes.Limited / 5, latencies[0]},
	} {
		of, err := l.account(ctx, c.contacts)
		if err != nil {
			return nil, err
		}
		defer func() { _ = of.Stop() }()
		if c.latency > 0 {
			if err := of.limit(ctx, c.latency); err != nil {
				return nil, err
			}
		}
		l.progressf("%s: reading %d contacts with the service in Python, then with the connector", c.name, c.contacts)
		service, err := l.costOfPython(ctx, interpreter, of)
		if err != nil {
			return nil, fmt.Errorf("the service in Python: %w", err)
		}
		connector, err := l.costOfConnector(ctx, of)
		if err != nil {
			return nil, err
		}
		results = append(results, service.besides(connector, "python."+c.name)...)
	}
	return results, nil
}

// pythonWith returns the path of a Python that has these modules.
func pythonWith(ctx context.Context, modules ...string) (string, error) {
	script := "import sys, " + strings.Join(modules, ", ") + "\nprint(sys.executable)"
	path, err := exec.CommandContext(ctx, "python3", "-c", script).Output() //nolint:gosec // fixed modules
	if err != nil {
		return "", errNoPython
	}
	return strings.TrimSpace(string(path)), nil
}

// startPython starts the service for an account.
func startPython(ctx context.Context, interpreter, baseURL string) (*processes.Program, error) {
	root, err := stack.Root()
	if err != nil {
		return nil, err
	}
	return processes.Launch(ctx, "service.py", interpreter,
		[]string{"API_KEY=" + stack.Token, "BASE_URL=" + baseURL, "PORT=0"},
		[]string{filepath.Join(root, "e2e", "bench", "python", "service.py")})
}

// costOfRead is what one read took of whatever made it.
type costOfRead struct {
	reading
	processor time.Duration
	peak      int64 // bytes of resident memory
}

func (l *Lab) costOfPython(ctx context.Context, interpreter string, of *account) (costOfRead, error) {
	service, err := startPython(ctx, interpreter, of.URL()+"/crm/v3")
	if err != nil {
		return costOfRead{}, err
	}
	defer func() { _ = service.Stop() }()
	return costOfReading(ctx, service, pythonMark, of.contacts)
}

func (l *Lab) costOfConnector(ctx context.Context, of *account) (costOfRead, error) {
	connector, _, err := l.connector(ctx, of, nil)
	if err != nil {
		return costOfRead{}, err
	}
	defer func() { _ = connector.Stop() }()
	return costOfReading(ctx, connector, entityMark, of.contacts)
}

// pythonMark is in every entity of the service in Python, and nowhere else.
const pythonMark = `"_id": "`

// costOfReading reads everything from a program that has just been started.
func costOfReading(ctx context.Context, program *processes.Program, mark string, contacts int) (costOfRead, error) {
	before, err := processorTime(program.PID())
	if err != nil {
		return costOfRead{}, err
	}
	r, err := readMarked(ctx, program.URL()+"/get_contacts", mark, contacts)
	if err != nil {
		return costOfRead{}, err
	}
	after, err := processorTime(program.PID())
	if err != nil {
		return costOfRead{}, err
	}
	peak, err := peakMemory(program.PID())
	return costOfRead{r, after - before, peak}, err
}

// besides compares what a read took with what it took the connector.
func (c costOfRead) besides(connector costOfRead, name string) []Result {
	const unit = "of the connector's"
	seconds := func(name string, of, than time.Duration) Result {
		return Result{
			Name: name, Value: of.Seconds() / than.Seconds(), Unit: unit,
			Note: fmt.Sprintf("%.2f s; connector %.2f s", of.Seconds(), than.Seconds()),
		}
	}
	return []Result{
		seconds(name+".time", c.took, connector.took),
		seconds(name+".first-byte", c.firstByte, connector.firstByte),
		seconds(name+".processor", c.processor, connector.processor),
		{
			Name: name + ".memory", Value: float64(c.peak) / float64(connector.peak), Unit: unit,
			Note: fmt.Sprintf("%.0f MiB at its peak; connector %.0f MiB", float64(c.peak)/mebi, float64(connector.peak)/mebi),
		},
	}
}
