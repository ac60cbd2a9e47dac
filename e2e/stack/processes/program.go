package processes

import "context"

// Program is one running program by itself, outside a stack.
type Program struct{ process *process }

// Launch builds the programs where that has not been done yet, and starts one
// of them by its name with exactly this environment ("name=value") and these
// arguments. It returns when the program is ready.
func (d *Driver) Launch(ctx context.Context, program string, environment, args []string) (*Program, error) {
	if err := d.Build(ctx); err != nil {
		return nil, err
	}
	return Launch(ctx, program, d.binary(program), environment, args)
}

// Launch starts any binary that announces itself by a line "ready http://…".
func Launch(ctx context.Context, name, binary string, environment, args []string) (*Program, error) {
	p, err := start(ctx, name, binary, environment, args, &logBuffer{})
	if err != nil {
		return nil, err
	}
	return &Program{process: p}, nil
}

// URL is where the program answers.
func (p *Program) URL() string { return p.process.url }

// PID is the process id.
func (p *Program) PID() int { return p.process.cmd.Process.Pid }

// Logs is what the program has written so far.
func (p *Program) Logs() string { return p.process.logs.String() }

// Stop asks the program to end, and kills it where it does not.
func (p *Program) Stop() error { return p.process.stop() }

// Kill ends the program without a chance to tidy up.
func (p *Program) Kill() error { return p.process.kill() }
