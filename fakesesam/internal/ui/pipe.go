package ui

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// pipePage is one pipe: what it does, what it is doing, its runs, what they could not write, and what they have sent.
type pipePage struct {
	frame

	ID string
	// API is the path of the pipe in the API.
	API    string
	Status pump.Status
	Pumped bool
	// Sentence says what the pipe does.
	Sentence []word
	Strategy config.Strategy
	// Settable means that the offset can be set.
	Settable  bool
	Scheduled bool
	// Frozen means that the clock stands until the test moves it.
	Frozen bool
	Next   time.Time
	// Errors are the first of those because of which the pipe does not run; the configuration shows all of them.
	Errors []config.Error
	// Countdown tells the time until Next.
	Countdown     string
	Configuration configurationView

	Progress []progressView
	Charts   charts
	Queue    queueView
	Runs     runsView
	Sent     sentPart
}

// errorsShown is how many errors of the configuration are shown above everything else.
const errorsShown = 5

func (p *pages) pipe(c *gin.Context) {
	each, err := p.node.Pump(c.Param("id"))
	if err != nil {
		p.missing(c, "pipe", "/")
		return
	}
	page := pipePage{frame: p.frame("pipe", "pipes", each.Pipe.ID)}
	if page.Status, err = each.Status(); err == nil {
		p.head(&page, each)
		page.Progress = progressOf(each)
		page.Sent = p.sent(each, c.Query("request"), c.Query("requests") == "all")
		err = p.node.Store().View(func(tx *dataset.Tx) error { return p.stored(&page, tx, each, c.Request.URL.Query()) })
	}
	if err != nil {
		c.String(http.StatusInternalServerError, "%s\n", p.mask(err.Error()))
		return
	}
	p.show(c, http.StatusOK, "pipe", &page)
}

// head fills in what the configuration and the status say.
func (p *pages) head(page *pipePage, each *pump.Pump) {
	pipe := each.Pipe
	page.ID, page.API = pipe.ID, "/api/pipes/"+url.PathEscape(pipe.ID)
	page.Pumped, page.Strategy, page.Errors = each.Runnable(), pipe.Strategy(), worse(pipe.Errors)
	page.Errors = page.Errors[:min(len(page.Errors), errorsShown)]
	page.Settable = page.Strategy != config.StrategyNone && !pipe.DisableSetLastSeen
	page.Sentence = p.sentence(pipe)
	page.Configuration, _ = p.configurationOf(pipe.File) // it is there, unless the pipe has just been removed
	page.Scheduled, page.Frozen = p.node.Scheduled(), p.node.Frozen()
	if page.Scheduled && !page.Status.Disabled && page.Pumped {
		page.Next = page.Status.Next
		page.Countdown = countdown(page.Next.Sub(page.Now))
	}
}

// stored fills in what the store has, all of it as of one moment.
func (p *pages) stored(page *pipePage, tx *dataset.Tx, each *pump.Pump, query url.Values) error {
	past, err := each.History(tx)
	if err != nil {
		return err
	}
	page.Charts = chartsOf(past, each.Pipe.Sink.Service != nil)
	if page.Queue, err = queueOf(tx, each, &page.Status); err != nil {
		return err
	}
	page.Runs, err = runsOf(tx, each, past, query)
	return err
}

// word is a piece of a sentence, with a link if URL is not empty.
type word struct{ Text, URL string }

// sentence says what a pipe reads, what it does with it, and where it writes.
func (p *pages) sentence(pipe *config.Pipe) []word {
	out := append([]word{{Text: "Reads "}}, p.reads(pipe)...)
	object := "the entities"
	if pipe.Source.Type == config.SourceEmbedded {
		object = "them"
	}
	if strings.Contains(string(pipe.Original), `"transform"`) {
		out, object = append(out, word{Text: ", transforms " + object}), "them"
	}
	for i, call := range pipe.Calls {
		with := " with the help of "
		if i > 0 {
			with = " and "
		}
		out = append(append(out, word{Text: with}), p.place(&call.Service)...)
	}
	sink := &pipe.Sink
	escaped := url.PathEscape(pipe.ID)
	switch {
	case sink.Service != nil:
		return append(append(out, word{Text: " and sends " + object + " to "}), append(p.place(sink.Service), word{Text: "."})...)
	case sink.Dataset != "":
		return append(out, word{Text: " and writes " + object + " to the dataset "}, datasetWord(sink.Dataset), word{Text: "."})
	case sink.Format() != "":
		return append(out, word{Text: " and publishes " + object + " as "}, word{sink.Type, "/api/publishers/" + escaped + "/" + sink.Format()}, word{Text: "."})
	default:
		return append(out, word{Text: " for a sink of the type "}, word{sink.Type, "/api/pipes/" + escaped + "/entities"}, word{Text: "."})
	}
}

func (p *pages) reads(pipe *config.Pipe) []word {
	s := &pipe.Source
	switch {
	case s.Dataset != "":
		return []word{{Text: "the dataset "}, datasetWord(s.Dataset)}
	case s.System != "" || s.URL != "":
		return p.place(&config.Service{System: s.System, URL: s.URL})
	case s.Type == config.SourceEmbedded:
		return []word{{Text: "the entities in its configuration"}}
	case s.Type == config.SourceEmpty:
		return []word{{Text: "nothing"}}
	case s.Type == config.SourceHTTPEndpoint:
		return []word{{Text: "what is posted to /api/receivers/" + url.PathEscape(pipe.ID) + "/entities"}}
	default:
		return []word{{Text: "a source of the type " + s.Type}}
	}
}

func datasetWord(name string) word { return word{name, "/datasets/" + url.PathEscape(name)} }

// place is a URL at a system, without secrets.
func (p *pages) place(s *config.Service) []word {
	if s.System == "" {
		return []word{{Text: cut(p.mask(s.URL), longestTarget)}}
	}
	return []word{{s.System, "/systems/" + url.PathEscape(s.System)}, {Text: cut(p.mask(" / "+strings.TrimLeft(s.URL, "/")), longestTarget)}}
}

// State returns the classes of the chip that has the pipe's state.
func (p *pipePage) State() string { return chipOf(p.Status.Condition) }

// ShownOffset is the offset, as far as the page shows it.
func (p *pipePage) ShownOffset() string { return shownOffset(p.Status.Offset.String()) }

// Offset says what the offset means.
func (p *pipePage) Offset() string {
	switch {
	case p.Strategy == config.StrategyNone:
		return "This pipe has no offset: every run reads everything."
	case p.Status.Offset.IsZero():
		return "None: the next run reads everything."
	case p.Strategy == config.StrategyChronological:
		return "The _updated of the last entity that has been dealt with. The next run reads what comes after it, also if this one was interrupted."
	default:
		return "The largest _updated that a completed run has read. The next run asks for what comes after it."
	}
}
