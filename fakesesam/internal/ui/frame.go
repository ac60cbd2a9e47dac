package ui

import (
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/tour"
)

// frame is what all pages have: the title, the way to the other pages, and the node's time.
type frame struct {
	Title string
	// Page is the name of the page's template, Area the entry of the navigation under which it is.
	Page, Area string
	Version    string
	Now        time.Time
	// Every is how many milliseconds the script waits before it fetches the page again, "0" for ever; "" means its default.
	Every string
	Tour  tour.View
}

func (p *pages) frame(page, area, title string) frame {
	f := frame{Title: title, Page: page, Area: area, Version: p.version, Now: p.node.Now().UTC()}
	if p.tour != nil {
		f.Tour = p.tour.View()
	}
	return f
}

// Ago says how long before or after the node's present an instant is; nothing for the zero time.
func (f frame) Ago(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return ago(f.Now.Sub(t))
}
