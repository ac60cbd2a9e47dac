package hubspot

import "time"

// Observer hears what the client does; it must be safe for concurrent use.
type Observer interface {
	// Answered is told of every attempt; status 0 means no answer came.
	Answered(op string, status int, took time.Duration)
	// Retrying is told before a call is made again.
	Retrying(op, reason string)
	// Waited is told how long a rate budget held a call back.
	Waited(budget string, d time.Duration)
	// Left is told what HubSpot says is left of the daily or interval limit.
	Left(limit string, calls int)
}

type nobody struct{}

func (nobody) Answered(string, int, time.Duration) {}
func (nobody) Retrying(string, string)             {}
func (nobody) Waited(string, time.Duration)        {}
func (nobody) Left(string, int)                    {}
