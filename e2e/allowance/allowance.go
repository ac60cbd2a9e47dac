// Package allowance is what HubSpot allows an account and what the connector takes of it: the bounds that throughput is
// compared with. It also counts the calls that a read has cost.
package allowance

import "time"

// What HubSpot's professional plan allows, and what the connector does by default.
const (
	// Plan is the name of the plan in the fake HubSpot.
	Plan = "professional"
	// TenSecondly is the number of calls that an app may make in ten seconds. Searches do not count.
	TenSecondly = 190
	// Share is the fraction of them that the connector uses: its setting rate-share.
	Share = 0.9
	// CallsPerSecond is what is left for the connector.
	CallsPerSecond = TenSecondly / 10.0 * Share
	// SearchesPerSecond is the connector's setting search-rate. HubSpot allows an account one more.
	SearchesPerSecond = 4.0
	// ListPage is the most records that a call of the list, or a batch, returns.
	ListPage = 100
	// SearchPage is the most records that a search returns.
	SearchPage = 200
	// LinksBatch is the most records of which a call returns the associations with one object type.
	LinksBatch = 1000
)

// FullRead is the most contacts per second that a full read can deliver if it needs callsPerPage calls for a page.
func FullRead(callsPerPage int) float64 { return CallsPerSecond * ListPage / float64(callsPerPage) }

// FullReadWithLinks is the most contacts per second that a full read can deliver if they show their associations with so many
// object types, none of which has more than a page of them: every LinksBatch contacts need one more call for each type.
func FullReadWithLinks(types int) float64 {
	return CallsPerSecond * LinksBatch / float64(CallsWithLinks(LinksBatch/ListPage, types))
}

// CallsWithLinks are the calls that LinksBatch records need which are read from so many pages.
func CallsWithLinks(pages, types int) int { return pages + types }

// SinceRead is the most changed contacts per second that a since-read can deliver.
func SinceRead() float64 { return SearchesPerSecond * SearchPage }

// OneCursor is the most contacts per second that one cursor can deliver, whatever the account allows: each page waits for
// the one before it.
func OneCursor(latency time.Duration) float64 { return ListPage / latency.Seconds() }
