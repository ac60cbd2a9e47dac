package config

import (
	"encoding/json"
	"time"
)

// Types of system.
const (
	SystemMicroservice = "system:microservice"
	SystemURL          = "system:url"
)

// System is a thing pipes read from or write to.
type System struct {
	ID   string
	File string
	// Type is one of the System… constants.
	Type string

	// Docker is the container of a microservice; nil for other systems.
	Docker *Docker

	// URLPattern is a url system's pattern, with one %s for the path.
	URLPattern string
	// Headers are sent with each request of a url system.
	Headers map[string]string

	UseHTTPS  bool
	VerifySSL bool
	// Authentication is "", "basic" or "digest".
	Authentication string
	Username       string
	Password       string
	ConnectTimeout time.Duration
	ReadTimeout    time.Duration
	// RetryStrategy gives the retries by HTTP status; empty when not given.
	RetryStrategy RetryStrategy

	// Original, Effective and Errors are as in Pipe.
	Original  json.RawMessage
	Effective json.RawMessage
	Errors    []Error
}

// Docker is how a node runs a microservice's container.
type Docker struct {
	Image string
	Port  int
	// Environment is what the container gets: $ENV(…) and $SECRET(…) resolved, values that are not text as JSON.
	Environment map[string]string
	Memory      int
}

// Valid tells whether the system can be used.
func (s *System) Valid() bool { return len(s.Errors) == 0 }

// URL gives the address of a path at this system. base is the address a microservice answers at, without a trailing
// slash; a url system ignores it. An absolute path ("http://…") stands for itself.
func (s *System) URL(base, path string) string { return base + "/" + path }

// Retry is how often and how patiently a failed read or write is tried again; nil fields are left to the pump.
type Retry struct {
	MaxReadRetries            *int
	ReadRetryDelay            *time.Duration
	MaxRetriesPerEntity       *int
	MaxConsecutiveWriteErrors *int
	WriteRetryDelay           *time.Duration
}

// RetryStrategy gives a Retry for each HTTP status.
type RetryStrategy struct{}

// For gives the retry for an HTTP status, and false when the strategy says nothing about it.
func (RetryStrategy) For(status int) (Retry, bool) { return Retry{}, status < 0 }
