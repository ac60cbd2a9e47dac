package bench

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
)

// load is how busy the machine's processors are from some moment on, whoever uses them.
type load struct{ began ticksOf }

// ticksOf are the ticks of all processors since the machine was started.
type ticksOf struct{ busy, all float64 }

// startLoad begins to measure.
func startLoad() load { return load{readTicks()} }

// busy returns the part of the processors' time that was used since the start, or NaN if the system does not tell.
func (l load) busy() float64 {
	now := readTicks()
	return (now.busy - l.began.busy) / (now.all - l.began.all)
}

func readTicks() ticksOf {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return ticksOf{math.NaN(), math.NaN()} // not Linux: the figure is only evidence, so it is left out
	}
	ticks, err := parseTicks(string(text))
	if err != nil {
		return ticksOf{math.NaN(), math.NaN()}
	}
	return ticks
}

// parseTicks reads the first line: "cpu user nice system idle iowait irq softirq steal …". Guests' time is in user's.
func parseTicks(text string) (ticksOf, error) {
	const first, idle, iowait, steal = 1, 4, 5, 8
	line, _, _ := strings.Cut(text, "\n")
	fields := strings.Fields(line)
	if len(fields) <= steal || fields[0] != "cpu" {
		return ticksOf{}, fmt.Errorf("want the ticks of all processors in the first line, got %.80q", line)
	}
	var ticks ticksOf
	for i := first; i <= steal; i++ {
		n, err := strconv.ParseFloat(fields[i], 64)
		if err != nil {
			return ticksOf{}, fmt.Errorf("field %d of the ticks: %w", i, err)
		}
		ticks.all += n
		if i != idle && i != iowait {
			ticks.busy += n
		}
	}
	return ticks, nil
}
