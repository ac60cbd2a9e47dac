package ui

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// requestsShown is how many requests the page shows unless more are asked for.
const requestsShown = 10

// sentPart is the part of the page about the requests that the runs have sent.
type sentPart struct {
	Requests []sentRow
	// Kept is how many there are.
	Kept int
	// Open is the request that is shown beside the others, nil for none; Gone means that it is no longer kept.
	Open *sentRow
	Gone bool
	// Calls means that the pipe asks services at all.
	Calls bool
}

func (p *pages) sent(each *pump.Pump, open string, all bool) sentPart {
	var requests []sentRow
	for _, s := range each.Requests() {
		requests = append(requests, sentRow{s})
	}
	pipe := each.Pipe
	out := sentPart{Requests: requests, Kept: len(requests), Calls: pipe.Sink.Service != nil || len(pipe.Calls) > 0 || pipe.Source.URL != ""}
	if number, err := strconv.Atoi(open); err == nil {
		out.Gone = true
		for i := range requests {
			if requests[i].Number == number {
				out.Open, out.Gone = &requests[i], false
				all = all || i >= requestsShown
			}
		}
	}
	if !all {
		out.Requests = requests[:min(len(requests), requestsShown)]
	}
	return out
}

// sentRow is a request.
type sentRow struct{ pump.Sent }

// Posts reports whether the request sends entities.
func (s *sentRow) Posts() bool { return s.Method == http.MethodPost }

// Line is the path and the query of the request, as far as a row has room for them.
func (s *sentRow) Line() string {
	u, err := url.Parse(s.URL)
	if err != nil {
		return cut(s.URL, longestTarget)
	}
	return cut(u.RequestURI(), longestTarget)
}

// SentCut reports whether the page has less than the whole body of the request, AnswerCut that of the answer.
func (s *sentRow) SentCut() bool { return s.SentBytes > len(s.Sent.Sent) }

// AnswerCut is described with SentCut.
func (s *sentRow) AnswerCut() bool { return s.AnswerBytes > len(s.Answer) }

// Class is that of the chip that has the outcome.
func (s *sentRow) Class() string {
	switch {
	case s.Pending:
		return "busy"
	case s.Status == 0 || s.Error != "" || s.Status >= 400:
		return "bad"
	default:
		return "good"
	}
}

// Outcome is what came of the request, in short.
func (s *sentRow) Outcome() string {
	switch {
	case s.Pending:
		return "waiting"
	case s.Status == 0:
		return "no answer"
	case s.Error != "":
		return strconv.Itoa(s.Status) + ", broken off"
	default:
		return strconv.Itoa(s.Status)
	}
}
