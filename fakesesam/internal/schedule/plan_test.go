package schedule

import (
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
)

func at(text string) time.Time {
	t, err := time.Parse("2006-01-02 15:04:05", text)
	if err != nil {
		panic(err)
	}
	return t
}

func cron(t *testing.T, expression string) *config.Cron {
	t.Helper()
	c, err := config.ParseCron(expression)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestNext(t *testing.T) {
	quarter := config.Pump{Mode: config.ModeScheduled, ScheduleInterval: 15 * time.Minute, ScheduleJitter: 45 * time.Second}
	never := History{Known: at("2026-01-01 12:00:00")}
	ran := History{Known: at("2026-01-01 12:00:00"), Ended: at("2026-01-01 12:30:00")}
	daily := config.Pump{Mode: config.ModeScheduled, ScheduleInterval: time.Minute, Cron: cron(t, "0 6 ? * *")}
	for name, test := range map[string]struct {
		pump   config.Pump
		h      History
		chance float64
		want   time.Time
	}{
		"never ran: at once":      {quarter, never, 0.9, at("2026-01-01 12:00:00")},
		"least":                   {quarter, ran, 0, at("2026-01-01 12:44:15")},
		"middle":                  {quarter, ran, 0.5, at("2026-01-01 12:45:00")},
		"most":                    {quarter, ran, 1, at("2026-01-01 12:45:45")},
		"cron waits for its time": {daily, never, 0, at("2026-01-02 06:00:00")},
		"cron wins over interval": {daily, ran, 0, at("2026-01-02 06:00:00")},
		"manual":                  {config.Pump{Mode: config.ModeManual, ScheduleInterval: time.Minute}, ran, 0, time.Time{}},
		"off":                     {config.Pump{Mode: config.ModeOff, ScheduleInterval: time.Minute}, never, 0, time.Time{}},
	} {
		if got := Next(test.pump, test.h, test.chance); !got.Equal(test.want) {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

func TestRescanDue(t *testing.T) {
	nightly := config.Pump{RescanCron: cron(t, "0 0 ? * *")}
	for name, test := range map[string]struct {
		pump config.Pump
		h    History
		now  string
		want bool
	}{
		"none":                   {config.Pump{}, History{Known: at("2026-01-01 12:00:00")}, "2027-01-01 12:00:00", false},
		"before its time":        {nightly, History{Known: at("2026-01-01 12:00:00")}, "2026-01-01 23:59:59", false},
		"at its time":            {nightly, History{Known: at("2026-01-01 12:00:00")}, "2026-01-02 00:00:00", true},
		"done after its time":    {nightly, History{Known: at("2026-01-01 12:00:00"), Rescanned: at("2026-01-02 00:00:01")}, "2026-01-02 23:00:00", false},
		"not done for days":      {nightly, History{Known: at("2026-01-01 12:00:00"), Rescanned: at("2026-01-02 00:00:01")}, "2026-01-05 23:00:00", true},
		"known after it was due": {nightly, History{Known: at("2026-01-03 12:00:00"), Rescanned: at("2026-01-01 00:00:01")}, "2026-01-03 13:00:00", false},
	} {
		if got := RescanDue(test.pump, test.h, at(test.now)); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
