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
	// Every is how many milliseconds the script waits before it fetches the page again, "0" for ever; "" means its default.
	Every string
	Tour  tour.View
}

func (p Page) frame(page, title string) frame {
	clock := p.Hub.Clock()
	f := frame{Title: title, Page: page, Version: p.Version, Now: clock.Now(), Frozen: clock.Frozen()}
	if p.Tour != nil {
		f.Tour = p.Tour.View()
	}
	return f
}

// Ago says how long before or after the account's present an instant is.
func (f frame) Ago(t time.Time) string { return ago(f.Now.Sub(t)) }
