package config

// Types of sink a pipe may have.
const (
	SinkDataset      = "dataset"
	SinkHTTPEndpoint = "http_endpoint"
)

// Sink is where a pipe writes.
type Sink struct {
	// Type is one of the Sink… constants.
	Type string
	// Dataset is the dataset a dataset sink writes; the pipe's id unless given.
	Dataset string
	// DeletionTracking makes entities that a complete full run did not see deleted (true).
	DeletionTracking bool
	// MarkDeletionTracked puts $deletion_tracked on what deletion tracking deletes.
	MarkDeletionTracked bool
	// SetInitialOffset says when the dataset becomes populated: "if-source-populated" or "onload".
	SetInitialOffset string
	// CircuitBreaker limits are 0 when the breaker is off.
	CircuitBreaker CircuitBreaker
}

// CircuitBreaker is how many changed entities a run may bring to a populated dataset.
type CircuitBreaker struct {
	// Count is a number of entities, 0 for no such limit.
	Count int
	// Factor is a fraction of the dataset's size, 0 for no such limit.
	Factor float64
}
