package dataset

import "time"

// Meta describes a dataset.
type Meta struct {
	// Next is the offset of the next version, and so the number of versions.
	Next int64 `json:"next"`
	// Live and Deleted count the IDs by their latest version.
	Live    int64 `json:"live"`
	Deleted int64 `json:"deleted"`
	// Bytes is the size of all versions; 0 if it is unknown, because an earlier program began the dataset.
	Bytes int64 `json:"bytes,omitempty"`
	// Created and Modified are by the node's clock.
	Created  time.Time `json:"created"`
	Modified time.Time `json:"modified"`
	// Populated is set by the first complete full run.
	Populated bool `json:"populated"`
	// Completeness is the time, in microseconds since 1970, up to which the dataset is known to be complete; 0 if unknown.
	Completeness int64 `json:"completeness,omitempty"`
	// Held is what a circuit breaker holds back; nil if there is nothing. Next, Live and Deleted include it.
	Held *Held `json:"held,omitempty"`
}
