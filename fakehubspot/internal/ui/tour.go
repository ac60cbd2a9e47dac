package ui

import "net/http"

// tourPage is the whole guided tour; on the other pages it is a panel.
type tourPage struct{ frame }

func (p Page) tourPage(w http.ResponseWriter, r *http.Request) {
	p.Tour.Seen(r)
	p.show(w, http.StatusOK, "tourpage", tourPage{p.frame("tourpage", "Guided tour")})
}
