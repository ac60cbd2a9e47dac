package config

import "time"

// Mode is what may start a pump.
type Mode string

// Modes of a pump.
const (
	// ModeScheduled runs by interval or cron expression, and on request.
	ModeScheduled Mode = "scheduled"
	// ModeManual runs only on request.
	ModeManual Mode = "manual"
	// ModeOff never runs.
	ModeOff Mode = "off"
)

// Pump is when and how a pipe runs.
type Pump struct {
	Mode Mode
	// ScheduleInterval is the pause between runs; ignored if Cron is set.
	ScheduleInterval time.Duration
	// ScheduleJitter is how much the pause varies in either direction (±45 s for an external source, ±1.5 s between
	// datasets); 0 if the interval was set.
	ScheduleJitter time.Duration
	// Cron is the cron_expression; nil if there is none.
	Cron *Cron
	// RunAtStartup and RunAtStartupIfNotPopulated make a pump due when the node starts.
	RunAtStartup               bool
	RunAtStartupIfNotPopulated bool

	// RescanCron makes the first run after each of its times a full rescan; nil if there is none.
	RescanCron *Cron
	// RescanRunCount makes every n-th run a full rescan; 0 means never.
	RescanRunCount int
	// EnableBackgroundRescan lets a rescan run concurrently with incremental runs.
	EnableBackgroundRescan bool
	// PartialRescanRunCount makes every n-th run begin PartialRescanDelta before the offset; 0 means never.
	PartialRescanRunCount int
	// PartialRescanDelta is a number of offsets, or of seconds if the offset is a time.
	PartialRescanDelta int

	MaxReadRetries int
	ReadRetryDelay time.Duration
	WriteRetries   WriteRetries
	// own are the properties that the configuration sets itself.
	own map[string]bool

	LogEventsNoopRuns            bool
	LogEventsNoopRunsChangesOnly bool
	// NotificationGranularity logs a run without changes if the last logged run is older than this; 0 means never.
	NotificationGranularity time.Duration
}

// Intervals of a pump without a schedule of its own.
const (
	internalInterval, internalJitter = 30 * time.Second, 1500 * time.Millisecond
	externalInterval, externalJitter = 900 * time.Second, 45 * time.Second
	// neverNotify is the value with which a node never logs a run without changes.
	neverNotify = 999999999999999
)

// readPump reads the property "pump".
func readPump(pipe *object, id string, source Source, sink Sink) Pump {
	o := pipe.section("pump")
	o.ignored("comment")
	own := map[string]bool{}
	for name := range o.values {
		own[name] = true
	}
	p := Pump{
		own:  own,
		Mode: Mode(o.oneOf("mode", string(ModeScheduled), string(ModeScheduled), string(ModeManual), string(ModeOff))),

		RunAtStartup:               o.boolean("run_at_startup", false),
		RunAtStartupIfNotPopulated: o.boolean("run_at_startup_if_not_populated", false),

		MaxReadRetries: o.integer("max_read_retries", 0),
		ReadRetryDelay: o.seconds("read_retry_delay", 0),

		LogEventsNoopRuns:            o.boolean("log_events_noop_runs", false),
		LogEventsNoopRunsChangesOnly: o.boolean("log_events_noop_runs_changes_only", true),
	}
	if o.given("max_seconds_per_entity") {
		o.number("max_seconds_per_entity", 0, "a number of seconds")
	}
	o.ineffective("max_seconds_per_entity")
	p.readSchedule(o, source.Type == SourceDataset && sink.Type == SinkDataset)
	p.readRescans(o)
	p.WriteRetries = readWriteRetries(o, id)
	if seconds := o.integer("notification_granularity", neverNotify); seconds < century {
		p.NotificationGranularity = time.Duration(seconds) * time.Second
	}
	o.done()
	return p
}

// readSchedule reads when the pump runs; a cron expression takes precedence over an interval.
func (p *Pump) readSchedule(o *object, internal bool) {
	p.ScheduleInterval, p.ScheduleJitter = externalInterval, externalJitter
	if internal {
		p.ScheduleInterval, p.ScheduleJitter = internalInterval, internalJitter
	}
	p.Cron = o.cron("cron_expression")
	if _, given := o.values["schedule_interval"]; given {
		p.ScheduleJitter = 0
	}
	if p.Cron != nil {
		o.known = append(o.known, "schedule_interval")
		return
	}
	p.ScheduleInterval = o.seconds("schedule_interval", p.ScheduleInterval)
}

func (p *Pump) readRescans(o *object) {
	p.RescanCron = o.cron("rescan_cron_expression")
	p.RescanRunCount = o.integer("rescan_run_count", 0)
	if p.RescanCron != nil && p.RescanRunCount > 0 {
		o.reject(o.at("rescan_run_count"), "and rescan_cron_expression are mutually exclusive; remove one")
	}
	p.PartialRescanRunCount = o.integer("partial_rescan_run_count", 0)
	p.PartialRescanDelta = o.integer("partial_rescan_delta", 0)
	if (p.PartialRescanRunCount > 0) != (p.PartialRescanDelta > 0) {
		o.reject(o.at("partial_rescan_run_count"), "and partial_rescan_delta must be set together")
	}
}
