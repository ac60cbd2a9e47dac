package hubspot

import "time"

// Observer is notified of what the client does. It must be safe for concurrent use.
type Observer interface {
	// Answered is called after every attempt; status 0 means that there was no answer.
	Answered(op string, status int, took time.Duration)
	// Retrying is called before a call is made again.
	Retrying(op, reason string)
	// Waited is called with the time that a rate budget held a call back.
	Waited(budget string, d time.Duration)
	// Allowed is called with the number of calls that HubSpot says it allows in a day or an interval.
	Allowed(limit string, calls int)
	// Left is called with the number of calls that HubSpot says are left of the daily or interval limit.
	Left(limit string, calls int)
}

type noObserver struct{}

func (noObserver) Answered(string, int, time.Duration) {}
func (noObserver) Retrying(string, string)             {}
func (noObserver) Waited(string, time.Duration)        {}
func (noObserver) Allowed(string, int)                 {}
func (noObserver) Left(string, int)                    {}
