package hub

// Tally is an object type and how many records an account has of it.
type Tally struct {
	Name     string `json:"name"` // in paths, such as companies
	Singular string `json:"singular"`
	Label    string `json:"label"` // what people call several of them, such as Companies
	Custom   bool   `json:"custom,omitempty"`
	Live     int    `json:"live"`
	Archived int    `json:"archived"`
	// PerMinute is how many records change every minute in the background.
	PerMinute int `json:"perMinute"`
}

// Tallies are those of all object types of the account, HubSpot's own first.
func (h *Hub) Tallies() []Tally {
	h.churns.mu.Lock()
	rates := make(map[string]int, len(h.churns.all))
	for name, c := range h.churns.all {
		rates[name] = c.perMinute
	}
	h.churns.mu.Unlock()
	objects := h.state().account.Objects()
	all := make([]Tally, len(objects))
	for i, o := range objects {
		all[i] = Tally{
			Name: o.Type.Plural, Singular: o.Type.Singular, Label: o.Definition().Settings.Labelled(o.Type.Names).Plural,
			Custom: o.Type.Own != "", Live: o.Len(), Archived: o.LenArchived(), PerMinute: rates[o.Type.Plural],
		}
	}
	return all
}
