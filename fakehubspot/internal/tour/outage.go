package tour

import (
	"errors"
	"fmt"
)

// breakHubSpot makes HubSpot refuse every call, and shows what a run makes of it.
func breakHubSpot(s *scene) error {
	if s.node != nil {
		if err := s.synced(); err != nil {
			return err
		}
	}
	if s.hub == nil {
		return nil
	}
	s.doing("HubSpot is broken.")
	s.remember(func(m *memory) { m.broken = true })
	if err := s.hub.breakDown(s.ctx); err != nil {
		return err
	}
	s.saw(HubSpot, "What callers get", "503, for every call", s.page(HubSpot, "fault", "/_ui/control#faults"), s.json(HubSpot, "/_fake/faults"))
	_, changed, err := s.changeOne()
	if err != nil {
		return err
	}
	s.remember(func(m *memory) { m.meanwhile = changed })
	if s.node == nil {
		return nil
	}
	return s.failingRun()
}

// failingRun runs the pipe, which must fail, and shows that nothing moved.
func (s *scene) failingRun() error {
	before, err := s.node.pump(s.ctx, s.Collect)
	if err != nil {
		return err
	}
	was, err := s.node.dataset(s.ctx, s.Contacts)
	if err != nil {
		return err
	}
	already, _, err := s.hub.outage(s.ctx)
	if err != nil {
		return err
	}
	began := s.t.config.Now()
	r, err := s.run(s.Collect, func(int) error {
		now, _, err := s.hub.outage(s.ctx)
		s.doing("HubSpot has refused %s. The connector asks again and again, with longer and longer pauses, and at last gives up; then the run fails. %s so far.",
			times(now.Struck-already.Struck, "call"), times(int(s.t.config.Now().Sub(began).Seconds()), "second"))
		return err
	})
	if err != nil {
		return err
	}
	refusals, _, err := s.hub.outage(s.ctx)
	if err != nil {
		return err
	}
	struck := refusals.Struck - already.Struck
	s.saw(HubSpot, "Calls refused", count(struck), s.page(HubSpot, "requests", "/_ui/requests?status=503"), s.json(HubSpot, "/_fake/requests?status=503"))
	if !r.Failed {
		if struck == 0 {
			return errors.New("the run completed, and HubSpot was not called: the connector of this node reads another HubSpot, or none")
		}
		return fmt.Errorf("the run completed although HubSpot refused %s: it may have begun before HubSpot was broken; do this step again", times(struck, "call"))
	}
	s.saw(Sesam, "The run failed", short(plain(r.Error)), s.runLinks(r)...)
	after, err := s.node.pump(s.ctx, s.Collect)
	if err != nil {
		return err
	}
	is, err := s.node.dataset(s.ctx, s.Contacts)
	if err != nil {
		return err
	}
	s.saw(Sesam, "Offset", stays(offset(before.Offset), offset(after.Offset)))
	s.saw(Sesam, "The dataset", stays(times(int(was.Versions), "version"), times(int(is.Versions), "version")), s.datasetLinks()...)
	return nil
}

// stays tells that something is as it was, or what it is now.
func stays(before, after string) string {
	if before == after {
		return "stays: " + after
	}
	return before + " → " + after
}

// mendHubSpot lets HubSpot work again, and shows that the next run recovers.
func mendHubSpot(s *scene) error {
	if s.node != nil {
		if err := s.find(); err != nil {
			return err
		}
	}
	if s.hub == nil {
		_, err := s.completed(s.Collect, "The next run")
		return err
	}
	state, broken, err := s.hub.outage(s.ctx)
	if err != nil {
		return err
	}
	if !broken {
		return need(3, "HubSpot works; there is nothing to mend.")
	}
	s.doing("HubSpot is mended.")
	if err := s.hub.mend(s.ctx); err != nil {
		return err
	}
	var changed person
	s.remember(func(m *memory) { changed, m.broken, m.meanwhile = m.meanwhile, false, person{} })
	s.saw(HubSpot, "What callers get", "answers again, after "+times(state.Struck, "refused call"), s.page(HubSpot, "faults", "/_ui/control#faults"), s.json(HubSpot, "/_fake/faults"))
	if s.node == nil {
		return nil
	}
	before, err := s.node.pump(s.ctx, s.Collect)
	if err != nil {
		return err
	}
	has, err := s.node.dataset(s.ctx, s.Contacts)
	if err != nil {
		return err
	}
	s.saw(Sesam, "Offset before it", offset(before.Offset))
	if _, err := s.completed(s.Collect, "The next run"); err != nil {
		return err
	}
	if changed.ID != "" {
		if err := s.arrived(has.Versions, changed); err != nil {
			return err
		}
	}
	return s.holds("The dataset has")
}

// entities is a number of entities.
func entities(n int) string {
	if n == 1 {
		return "1 entity"
	}
	return count(n) + " entities"
}

// times is a number of things.
func times(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return count(n) + " " + thing
}
