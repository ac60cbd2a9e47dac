package pump

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"
	"testing/synctest"

	"golang.org/x/sync/semaphore"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/source"
)

// endless yields entities of a size, as many as are taken.
type endless struct {
	size  int
	taken int
}

func (s *endless) Read(_ context.Context, _ *string) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		value := strings.Repeat("x", s.size)
		for s.taken++; yield(fmt.Appendf(nil, `{"_id":"%d","_updated":%[1]d,"v":"%s"}`, s.taken, value), nil); s.taken++ {
		}
	}
}

var _ source.Source = (*endless)(nil)

// Without a writer, so much is read as may wait, be the entities small or large, and one batch more, which waits for room.
func TestReaderWaitsForTheWriter(t *testing.T) {
	for _, size := range []int{100, 10_000, 2 * waitingBytes} {
		b := testBed(t, simplePipe)
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancelCause(context.Background())
			x := &execution{Pump: b.pump, active: &active{watch: watch{stopwatch: b.pump.Stopwatch}}, room: semaphore.NewWeighted(waitingBytes)}
			x.Pipe.BatchSize = 10
			endless := &endless{size: size}
			x.request.Body = endless
			out := make(chan *batch, waitingBatches)
			p, err := x.producer(ctx, out)
			if err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- p.produce(ctx) }()
			synctest.Wait()
			bytes := 0
			for range len(out) {
				for _, o := range (<-out).entities {
					bytes += len(o.entity.Members)
				}
			}
			if most := max(waitingBytes, 10*size+100); bytes > most || bytes < waitingBytes/4 {
				t.Errorf("%d bytes of entities wait, want at most %d, and not much less", bytes, most)
			}
			stopped := errors.New("stopped")
			cancel(stopped)
			if err := <-ended; !errors.Is(err, stopped) {
				t.Errorf("the reader ended with %v", err)
			}
		})
	}
}

// A rescan that sees everything writes nothing but its end, however many entities there are to look for.
func TestSweepThatFindsNothingWritesNothing(t *testing.T) {
	b := testBed(t, simplePipe)
	for i := range 2 {
		b.source.set(fmt.Sprintf("%d", i), "v")
	}
	b.completed(t, Rescan)
	before := b.commits
	b.completed(t, Rescan)
	few := b.commits - before
	b.source.remove("1")
	before = b.commits
	if run := b.completed(t, Rescan); run.Deleted != 1 || b.content(t, "p")["1"] != "-" {
		t.Errorf("what is gone was not deleted: %+v", run)
	}
	if more := b.commits - before; few != 2 || more != 3 {
		t.Errorf("%d commits without, %d with a deletion, want 2 (the batch and the end) and 3", few, more)
	}
}
