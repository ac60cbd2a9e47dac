package bench

import (
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestParseStatus(t *testing.T) {
	text := []byte("Name:\tconnector\nVmHWM:\t   21504 kB\nVmRSS:\t   20480 kB\n")
	if got, err := parseStatus(text, "VmHWM:"); err != nil || got != 21<<20 {
		t.Errorf("%d, %v", got, err)
	}
	if _, err := parseStatus(text, "VmSwap:"); err == nil || !strings.Contains(err.Error(), "VmSwap") {
		t.Errorf("a missing field: %v", err)
	}
}

func TestParseStat(t *testing.T) {
	text := []byte("42 (a ) b) S 1 42 42 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 8 0 12345 0 0\n")
	if got, err := parseStat(text); err != nil || got != 3*time.Second {
		t.Errorf("%v, %v; want 250 and 50 ticks, 3 s", got, err)
	}
	if _, err := parseStat([]byte("42 (x) S 1")); err == nil {
		t.Error("a cut line is read")
	}
}

func TestOwnUsage(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip(errNoUsage)
	}
	held := make([]byte, 64<<20)
	for i := 0; i < len(held); i += 4096 {
		held[i] = 1
	}
	peak, err := peakMemory(os.Getpid())
	if err != nil || peak < int64(len(held)) {
		t.Errorf("peak %d, %v, while %d are held", peak, err, len(held))
	}
	runtime.KeepAlive(held)
	before, err := processorTime(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(time.Minute)
	for {
		now, err := processorTime(os.Getpid())
		if err != nil {
			t.Fatal(err)
		}
		if now >= before+50*time.Millisecond {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("a minute of work took no processor time")
		}
	}
}
