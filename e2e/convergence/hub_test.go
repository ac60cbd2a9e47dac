package convergence

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// defineOwn defines the object types that HubSpot does not have itself, and makes records of them.
func (w *world) defineOwn() error {
	for _, o := range w.objects {
		if o.own == nil {
			continue
		}
		records, err := w.hub.Define(*o.own)
		if err != nil {
			return err
		}
		for range w.Size.Contacts / 2 {
			w.created++
			if _, err := records.Create(o.created(w.created)); err != nil {
				return err
			}
		}
	}
	return nil
}

// links are those of all live records of an object type to those of another.
func (w *world) links(from, to object) (map[link]string, error) {
	records, err := w.live(from)
	if err != nil {
		return nil, err
	}
	all := map[link]string{}
	for _, record := range records {
		associations, err := w.hub.Associations(fakehubspot.Ref{Object: from.name, ID: record.ID}, to.name)
		if err != nil {
			return nil, err
		}
		for _, one := range associations {
			all[link{record.ID, one.To}] = textOf(one.Types)
		}
	}
	return all, nil
}

// textOf writes types as typesOf writes those of an entity.
func textOf(types []fakehubspot.AssociationType) string {
	texts := make([]string, len(types))
	for i, t := range types {
		label := "<nil>"
		if t.Label != "" {
			label = t.Label
		}
		texts[i] = fmt.Sprintf("%s %d %s", t.Category, t.TypeID, label)
	}
	slices.Sort(texts)
	return strings.Join(texts, ", ")
}

// noteTies takes in what the links are like now.
func (w *world) noteTies() error {
	for _, t := range w.ties {
		present, err := w.links(t.from, t.to)
		if err != nil {
			return err
		}
		t.note(present, w.hub.Now())
	}
	return nil
}
