package tour

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// performances are what the steps do, in their order.
var performances = []func(*scene) error{fullSync, oneChange, breakHubSpot, mendHubSpot, reset, writeBack}

var errNoContacts = errors.New("HubSpot has no contacts that could be changed: seed some, and do this step again")

// pastSettling is longer than the connector's settle window, unless somebody has lengthened that.
const pastSettling = 6 * time.Minute

// fullSync reads everything once.
func fullSync(s *scene) error {
	if s.hub != nil {
		s.doing("HubSpot is asked how many contacts it has.")
		if err := s.seeded(); err != nil {
			return err
		}
	}
	if s.node == nil {
		return nil
	}
	if err := s.find(); err != nil {
		return err
	}
	if err := s.works(); err != nil {
		return err
	}
	before, err := s.node.pump(s.ctx, s.Collect)
	if err != nil {
		return err
	}
	if before.Offset != "" {
		s.saw(Sesam, "The pipe had run before", "so its offset is deleted first, and this run reads everything, too")
		if err := s.node.operate(s.ctx, s.Collect, "update-last-seen", "last-seen", ""); err != nil {
			return err
		}
	}
	r, err := s.completed(s.Collect, "The run")
	if err != nil {
		return err
	}
	s.saw(Sesam, "Offset", "none → "+offset(r.Offset))
	return s.holds("The dataset has")
}

// seeded shows how many contacts HubSpot has.
func (s *scene) seeded() error {
	live, known, err := s.hub.contacts(s.ctx)
	if err == nil && known {
		s.saw(HubSpot, "HubSpot has", times(live, "contact"), s.page(HubSpot, "contacts", "/"), s.json(HubSpot, "/_fake/objects"))
	}
	return err
}

// holds shows how many entities the dataset of contacts has.
func (s *scene) holds(what string) error {
	has, err := s.node.dataset(s.ctx, s.Contacts)
	if err == nil {
		s.saw(Sesam, what, entities(has.Live)+" in "+times(int(has.Versions), "version"), s.datasetLinks()...)
	}
	return err
}

func (s *scene) datasetLinks() []Link {
	return []Link{s.page(Sesam, "dataset", "/datasets/"+segment(s.Contacts)), s.json(Sesam, "/api/datasets/"+segment(s.Contacts))}
}

// oneChange changes a contact in HubSpot and runs the pipe until nothing is left to read.
func oneChange(s *scene) error {
	if s.node != nil {
		if err := s.synced(); err != nil {
			return err
		}
	}
	if s.hub == nil {
		_, err := s.completed(s.Collect, "The run")
		return err
	}
	from, changed, err := s.changeOne()
	if err != nil {
		return err
	}
	if s.node != nil {
		if _, err := s.completed(s.Collect, "The run at once"); err != nil {
			return err
		}
		if err := s.arrived(from, changed); err != nil {
			return err
		}
		if _, err := s.completed(s.Collect, "A second run, within the settle window"); err != nil {
			return err
		}
	}
	if err := s.settle(); err != nil || s.node == nil {
		return err
	}
	if _, err := s.completed(s.Collect, "A third run moves the offset past the change"); err != nil {
		return err
	}
	_, err = s.completed(s.Collect, "From then on, a run has nothing left to read")
	return err
}

// synced finds the pipes and requires that the one that reads contacts has an offset.
func (s *scene) synced() error {
	if err := s.find(); err != nil {
		return err
	}
	now, err := s.node.pump(s.ctx, s.Collect)
	if err == nil && now.Offset == "" {
		err = need(1, "The pipe "+s.Collect+" has no offset yet: everything would arrive, not just what changes.")
	}
	return err
}

// settle moves HubSpot's clock past the settle window.
func (s *scene) settle() error {
	s.doing("HubSpot's clock moves.")
	now, err := s.hub.advance(s.ctx, pastSettling)
	if err == nil {
		s.saw(HubSpot, "HubSpot's clock", "six minutes on: "+now.UTC().Format("15:04:05")+" UTC", s.page(HubSpot, "clock", "/_ui/control#clock"), s.json(HubSpot, "/_fake/clock"))
	}
	return err
}

// surnames are what contacts are called after a change.
var surnames = []string{"Nordmann", "Lindqvist", "Okonkwo", "Tanaka", "Moreau", "Kowalska"}

// surname returns another name than the old one.
func (s *scene) surname(old string) string {
	at := s.number + s.attempt()
	if value := surnames[at%len(surnames)]; value != old {
		return value
	}
	return surnames[(at+1)%len(surnames)]
}

// changeOne changes a contact in HubSpot, in a property that the pipe shows, and returns where new versions in the dataset begin.
func (s *scene) changeOne() (from int64, changed person, err error) {
	s.doing("A contact is changed in HubSpot.")
	property, id, old := "lastname", "", ""
	if s.node != nil {
		has, err := s.node.dataset(s.ctx, s.Contacts)
		if err != nil {
			return 0, person{}, err
		}
		from = has.Versions
		some, err := s.node.versions(s.ctx, s.Contacts, 0, 20, false)
		if err != nil {
			return 0, person{}, err
		}
		property, id, old = subject(some)
	}
	value := s.surname(old)
	if id, err = s.hub.change(s.ctx, id, map[string]string{property: value}); err != nil {
		return 0, person{}, err
	}
	changed = person{id, property, value}
	s.saw(HubSpot, "Changed in HubSpot", fmt.Sprintf("contact %s: %s is now %q", id, property, value),
		s.page(HubSpot, "record", "/_ui/objects/contacts/"+segment(id)), s.json(HubSpot, "/_fake/objects/contacts/"+segment(id)))
	return from, changed, nil
}

// subject chooses a contact of the dataset, and the property of it that is to change: one that the pipe shows. The last is taken,
// because the first two of an account are HubSpot's samples.
func subject(some []version) (property, id, old string) {
	for _, each := range slices.Backward(some) {
		for _, name := range []string{"lastname", "firstname", "jobtitle", "company", "city"} {
			if _, shown := each.Properties[name]; shown && !each.Deleted {
				return name, each.contact(), each.property(name)
			}
		}
	}
	return "lastname", "", ""
}

// mostVersions bounds how many new versions are looked through for a contact: others may have changed, too.
const mostVersions = 1000

// arrived shows that a change has reached the dataset, with what it replaced.
func (s *scene) arrived(from int64, changed person) error {
	new, err := s.node.versions(s.ctx, s.Contacts, from, mostVersions, true)
	if err != nil {
		return err
	}
	for _, each := range new {
		if each.contact() != changed.ID {
			continue
		}
		old, had, err := s.node.before(s.ctx, s.Contacts, each)
		if err != nil {
			return err
		}
		value := fmt.Sprintf("entity %s has a new version, for which %s did not have to change", clip(each.ID), changed.Property)
		if now := each.property(changed.Property); had && now != old.property(changed.Property) {
			value = fmt.Sprintf("entity %s: %s %q → %q", clip(each.ID), changed.Property, clip(old.property(changed.Property)), clip(now))
		}
		s.saw(Sesam, "Arrived in Sesam", value, s.entityLinks(each.ID)...)
		return nil
	}
	return fmt.Errorf("contact %s did not arrive in the dataset %s: does the connector of this node read this HubSpot?", changed.ID, s.Contacts)
}

func (s *scene) entityLinks(id string) []Link {
	query := "?entity_id=" + escape(id)
	return []Link{
		s.page(Sesam, "versions and what differs", "/datasets/"+segment(s.Contacts)+"/entity?id="+escape(id)),
		s.json(Sesam, "/api/datasets/"+segment(s.Contacts)+"/entity"+query),
	}
}

// reset deletes the offset and reads everything again.
func reset(s *scene) error {
	if s.node == nil {
		return nil
	}
	if err := s.synced(); err != nil {
		return err
	}
	if err := s.works(); err != nil {
		return err
	}
	if err := s.holds("Before, the dataset has"); err != nil {
		return err
	}
	if err := s.node.operate(s.ctx, s.Collect, "update-last-seen", "last-seen", ""); err != nil {
		return err
	}
	s.saw(Sesam, "Offset", "deleted", s.pipeLinks(s.Collect)...)
	r, err := s.completed(s.Collect, "The run")
	if err != nil {
		return err
	}
	s.saw(Sesam, "Offset after it", offset(r.Offset))
	return s.holds("After it, the dataset has")
}

// works returns an error if the tour has broken HubSpot and not mended it.
func (s *scene) works() error {
	if s.hub == nil {
		return nil
	}
	_, broken, err := s.hub.outage(s.ctx)
	if err == nil && broken {
		err = need(4, "HubSpot is broken since step 3.")
	}
	return err
}
