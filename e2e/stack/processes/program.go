package processes

import "context"

// Program is a single running program, outside a stack.
type Program struct{ process *process }

// Launch starts one of the programs by name, with exactly this environment
// ("name=value") and these arguments, and builds the programs first if necessary.
// It returns when the program is ready.
func (d *Driver) Launch(ctx context.Context, program string, environment, args []string) (*Program, error) {
	if err := d.Build(ctx); err != nil {
		return nil, err
	}
	return Launch(ctx, program, d.binary(program), environment, args)
}

// Launch starts any binary that prints a line "ready http://…" when it is ready.
func Launch(ctx context.Context, name, binary string, environment, args []string) (*Program, error) {
	p, err := start(ctx, name, binary, environment, args, &logBuffer{})
	if err != nil {
		return nil, err
	}
	return &Program{process: p}, nil
}

// URL returns the URL the program listens on.
func (p *Program) URL() string { return p.process.url }

// PID returns the process ID.
func (p *Program) PID() int { return p.process.cmd.Process.Pid }

// Logs returns what the program has written so far.
func (p *Program) Logs() string { return p.process.logs.String() }

// Stop asks the program to stop, and kills it if it does not.
func (p *Program) Stop() error { return p.process.stop() }

// Kill ends the program without giving it a chance to clean up.
func (p *Program) Kill() error { return p.process.kill() }
