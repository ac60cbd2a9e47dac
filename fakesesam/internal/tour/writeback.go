package tour

import (
	"errors"
	"fmt"
	"strconv"
)

// ida is the person that another system sends. Whenever she is sent, she has another surname, so that there is something to write.
const ida, idaAddress = "tour:ida", "ida.tour@example.com"

// writeBack sends a person to HubSpot, waits for her return, and sends her again.
func writeBack(s *scene) error {
	if s.node == nil {
		return nil
	}
	if err := s.synced(); err != nil {
		return err
	}
	if s.NoPush != nil {
		return s.NoPush
	}
	if err := s.works(); err != nil {
		return err
	}
	seen, err := s.newest()
	if err != nil {
		return err
	}
	mark, err := s.node.last(s.ctx, s.Push)
	if err != nil {
		return err
	}
	s.doing("The person is sent to %s.", s.Receive)
	old, err := s.node.sent(s.ctx, s.Persons, ida)
	if err != nil {
		return err
	}
	person := map[string]string{"_id": ida, "email": idaAddress, "firstname": "Ida", "lastname": s.surname(old.Lastname)}
	if err := s.node.post(s.ctx, s.Receive, person); err != nil {
		return err
	}
	s.saw(Sesam, "Another system sent", fmt.Sprintf("%s %s, %s", person["firstname"], person["lastname"], idaAddress),
		s.pipeLinks(s.Receive)...)
	if err := s.pushed(mark, "Pushed to the connector"); err != nil {
		return err
	}
	if s.hub == nil {
		return nil
	}
	seen, err = s.wrote(seen, "Written to HubSpot")
	if err != nil {
		return err
	}
	return s.returns(seen)
}

// pushed runs the pipe that pushes, and shows what its runs since a place in its log have sent: the node may have started one
// itself, when the person arrived.
func (s *scene) pushed(mark int64, what string) error {
	s.doing("%s runs.", s.Push)
	last, err := s.run(s.Push, nil)
	if err != nil {
		return err
	}
	events, err := s.node.events(s.ctx, s.Push, mark)
	if err != nil {
		return err
	}
	sent, accepted := 0, 0
	for _, each := range events {
		switch each.Type {
		case "pump-completed":
			sent, accepted = sent+each.Metrics.Entities.Read, accepted+each.Metrics.Entities.Changed
		case "write-error":
			return fmt.Errorf("the connector refused her: %s", short(plain(each.Error)))
		case "pump-failed":
			return fmt.Errorf("the run of %s failed: %s", s.Push, short(plain(each.Error)))
		}
	}
	if last.Failed {
		return fmt.Errorf("the run of %s failed: %s", s.Push, short(plain(last.Error)))
	}
	s.saw(Sesam, what, fmt.Sprintf("%s sent, %s accepted", count(sent), count(accepted)), s.runLinks(last)...)
	return nil
}

// newest returns the number of the last call that HubSpot got.
func (s *scene) newest() (int64, error) {
	if s.hub == nil {
		return 0, nil
	}
	return s.hub.newest(s.ctx)
}

// wrote shows the calls after one that have written contacts, and returns the number of the last.
func (s *scene) wrote(after int64, what string) (int64, error) {
	calls, err := s.hub.writes(s.ctx, after)
	if err != nil {
		return after, err
	}
	address := "/_fake/requests?method=POST"
	if after > 0 {
		address += "&after=" + strconv.FormatInt(after, 10)
	}
	list := s.json(HubSpot, address)
	if len(calls) == 0 {
		s.saw(HubSpot, what, "0 calls", s.page(HubSpot, "requests", "/_ui/requests?method=POST"), list)
		return after, nil
	}
	last := calls[len(calls)-1]
	s.saw(HubSpot, what, fmt.Sprintf("%s: %s %s, answered %d", times(len(calls), "call"), last.Method, last.Path, last.Status),
		s.page(HubSpot, "request "+strconv.FormatInt(last.Seq, 10), "/_ui/requests?seq="+strconv.FormatInt(last.Seq, 10)), list)
	return last.Seq, nil
}

// returns reads the person back, and shows that nothing echoes.
func (s *scene) returns(seen int64) error {
	if err := s.settle(); err != nil {
		return err
	}
	has, err := s.node.dataset(s.ctx, s.Contacts)
	if err != nil {
		return err
	}
	if _, err := s.completed(s.Collect, "She comes back"); err != nil {
		return err
	}
	if err := s.cameBack(has.Versions); err != nil {
		return err
	}
	mark, err := s.node.last(s.ctx, s.Push)
	if err != nil {
		return err
	}
	if err := s.pushed(mark, "Sent because she came back"); err != nil {
		return err
	}
	if err := s.again(); err != nil {
		return err
	}
	if mark, err = s.node.last(s.ctx, s.Push); err != nil {
		return err
	}
	if err := s.pushed(mark, "She is sent once more"); err != nil {
		return err
	}
	_, err = s.wrote(seen, "Written to HubSpot since")
	return err
}

// again sets the offset of the pipe that pushes to just before the person, so that its next run sends her again.
func (s *scene) again() error {
	last, err := s.node.sent(s.ctx, s.Persons, ida)
	if err != nil {
		return err
	}
	before := "" // the beginning
	if last.Updated > 0 {
		before = strconv.FormatInt(last.Updated-1, 10)
	}
	return s.node.operate(s.ctx, s.Push, "update-last-seen", "last-seen", before)
}

// cameBack shows the entity that the person has become.
func (s *scene) cameBack(from int64) error {
	new, err := s.node.versions(s.ctx, s.Contacts, from, mostVersions, true)
	if err != nil {
		return err
	}
	for _, each := range new {
		if each.property("email") != idaAddress || each.Deleted {
			continue
		}
		id := each.contact()
		s.saw(HubSpot, "In HubSpot she is", "contact "+id, s.page(HubSpot, "record", "/_ui/objects/contacts/"+segment(id)), s.json(HubSpot, "/_fake/objects/contacts/"+segment(id)))
		s.saw(Sesam, "In Sesam she is", fmt.Sprintf("entity %s, %s %s", clip(each.ID), clip(each.property("firstname")), clip(each.property("lastname"))), s.entityLinks(each.ID)...)
		return nil
	}
	return errors.New("she did not come back: no new version in the dataset " + s.Contacts + " has her e-mail address. " +
		"Was she written to this HubSpot, and does the pipe read the property email?")
}
