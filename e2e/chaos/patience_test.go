package chaos

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// How long things may take. What passes them ends the run at once, and is reported by name.
const (
	// answerLimit is the most that an answer may take, and that a program may be away after an action has ended. The actions
	// themselves take a few seconds.
	answerLimit = time.Minute
	// runLimit is the most that a run of a pipe may take, and that a pipe may need in the end, when nothing fails any more, until a run
	// of it has completed. The connector tries a write for a minute before it fails the run.
	runLimit = 2 * time.Minute
	// startLimit is for all programs to start or to be removed, buildLimit for their images to be built.
	startLimit, buildLimit = 3 * time.Minute, 15 * time.Minute
)

// now says what is being done to the programs, or has been done to them last.
func (s *stage) now(what string) { s.mu.Lock(); s.doing = what; s.mu.Unlock() }

// mostErrors is how much may be found wrong before the run ends: more of it explains no more.
const mostErrors = 30

// Errorf reports something that is wrong.
func (s *stage) Errorf(format string, args ...any) {
	s.Helper()
	if s.wrong.Add(1) > mostErrors {
		s.giveUp(errors.New("too much is wrong"))
		return
	}
	s.T.Errorf(format, args...)
}

// fail ends the run because of a program, and says at once why, during which action, and what the program has written last.
func (s *stage) fail(ctx context.Context, program, why string) {
	if ctx.Err() != nil {
		return // the run has ended already, and this is what comes of it
	}
	s.once.Do(func() {
		s.mu.Lock()
		doing := s.doing
		s.mu.Unlock()
		id, whatever := s.containers[program], context.WithoutCancel(ctx)
		state, err := s.run(whatever, answerLimit, "", "docker", "inspect", "--format", "{{json .State}}", id)
		log, logErr := s.log(whatever, program, "80")
		s.Errorf("%s: %s\nlast action: %s\nits container: %s\nend of its log:\n%s\n%v", program, why, doing, state, log, errors.Join(err, logErr))
		s.giveUp(fmt.Errorf("%s: %s", program, why))
	})
}

// log returns the last lines that a program has written, or all.
func (s *stage) log(ctx context.Context, program, lines string) (string, error) {
	return s.run(ctx, answerLimit, "", "sh", "-c", `exec docker logs --timestamps --tail "$1" "$0" 2>&1`, s.containers[program], lines)
}

// patiently does something that a program has to answer in time.
func (s *stage) patiently(ctx context.Context, limit time.Duration, program, what string, do func(context.Context) error) error {
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	err := do(limited)
	if limited.Err() != nil {
		s.fail(ctx, program, fmt.Sprintf("%s has taken longer than %s: %v", what, limit, err))
	}
	return err
}

// healthy waits until all three programs answer.
func (s *stage) healthy(ctx context.Context) {
	for program, path := range map[string]string{"fakehubspot": "/_fake/health", "connector": "/healthz", "fakesesam": "/api/health"} {
		_ = s.patiently(ctx, answerLimit, program, "coming back", func(ctx context.Context) error {
			return stack.Await(ctx, program+" to answer", func() bool {
				_, err := stack.Read(ctx, s.urls[program]+path)
				if err != nil {
					s.runs(ctx, program)
				}
				return err == nil
			})
		})
	}
}

// runs ends the run if a program has ended by itself.
func (s *stage) runs(ctx context.Context, program string) {
	state, err := s.run(ctx, answerLimit, "", "docker", "inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", s.containers[program])
	if err != nil || state != "running 0\n" {
		s.fail(ctx, program, fmt.Sprintf("it should run, and is %q: %v", state, err))
	}
}
