package config

import "time"

// Mode says what may start a pump.
type Mode string

// Modes of a pump.
const (
	// ModeScheduled runs by interval or cron and when asked.
	ModeScheduled Mode = "scheduled"
	// ModeManual runs only when asked.
	ModeManual Mode = "manual"
	// ModeOff never runs.
	ModeOff Mode = "off"
)

// Pump is when and how a pipe runs.
type Pump struct {
	Mode Mode
	// ScheduleInterval is the pause between runs; ignored when Cron is set.
	ScheduleInterval time.Duration
	// ScheduleJitter is how far, either way, the pause may vary (±45 s for an external source, ±1.5 s between
	// datasets); 0 when the interval was given.
	ScheduleJitter time.Duration
	// Cron is the schedule by cron_expression; nil when there is none.
	Cron *Cron
	// RunAtStartup and RunAtStartupIfNotPopulated make a pump due when the node starts.
	RunAtStartup               bool
	RunAtStartupIfNotPopulated bool

	// RescanCron makes the first run after each of its times a full rescan; nil when there is none.
	RescanCron *Cron
	// RescanRunCount makes every n-th run a full rescan; 0 for never.
	RescanRunCount int
	// EnableBackgroundRescan lets a rescan run beside incremental runs.
	EnableBackgroundRescan bool
	// PartialRescanRunCount makes every n-th run begin PartialRescanDelta before the offset; 0 for never.
	PartialRescanRunCount int
	// PartialRescanDelta is a number of offsets, or of seconds when the offset is a time.
	PartialRescanDelta int

	MaxReadRetries int
	ReadRetryDelay time.Duration

	MaxRetriesPerEntity                 int
	MaxConsecutiveWriteErrors           int
	WriteRetryDelay                     time.Duration
	MaxWriteErrorsInRetryDataset        int
	BatchRetries                        int
	FallbackToSingleEntitiesOnBatchFail bool
	DeadLetterDataset                   string
	TrackDeadLetters                    bool
	LogEventsNoopRuns                   bool
	LogEventsNoopRunsChangesOnly        bool
	// NotificationGranularity logs a run without changes when the last logged one is older than this; 0 for never.
	NotificationGranularity time.Duration
}
