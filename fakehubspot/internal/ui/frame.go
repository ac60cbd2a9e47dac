package ui

import (
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/tour"
)

// frame is what all pages have: the title, the way to the other pages, and the state of the account in a line.
type frame struct {
	Title string
	// Page is the name of the page's template.
	Page    string
	Version string
	Now     time.Time
	Frozen  bool
	Strip   strip
	// Every is how many milliseconds the script waits before it fetches the page again, "0" for ever; "" means its default.
	Every string
	Tour  tour.View
}

func (p Page) frame(page, title string) frame {
	clock := p.Hub.Clock()
	f := frame{Title: title, Page: page, Version: p.Version, Now: clock.Now(), Frozen: clock.Frozen(), Strip: stripOf(p.Hub)}
	if p.Tour != nil {
		f.Tour = p.Tour.View()
	}
	return f
}

// Ago says how long before or after the account's present an instant is.
func (f frame) Ago(t time.Time) string { return ago(f.Now.Sub(t)) }

// Today reports whether t is on the day that the clock shows.
func (f frame) Today(t time.Time) bool { return t.Format(time.DateOnly) == f.Now.Format(time.DateOnly) }
