package association_test

import "github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"

func contact(id int64) association.Ref { return association.Ref{TypeID: "0-1", ID: id} }
func company(id int64) association.Ref { return association.Ref{TypeID: "0-2", ID: id} }

// own is a type of HubSpot's.
func own(id int) association.Kind {
	return association.Kind{Category: association.HubSpotDefined, ID: id}
}

// label is a type of the account's.
func label(id int) association.Kind {
	return association.Kind{Category: association.UserDefined, ID: id}
}

// failer is a test, or one of its draws.
type failer interface {
	Helper()
	Fatal(args ...any)
}

func must(t failer, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// shown is a record's ties to an object type: the IDs of the others with those of the types.
func shown(s *association.Store, from association.Ref, to string) map[int64][]int {
	page, _ := s.Page(from, to, 0, 1_000_000)
	if page == nil {
		return nil
	}
	all := map[int64][]int{}
	for _, tie := range page {
		for _, t := range tie.Types {
			all[tie.To] = append(all[tie.To], t.ID)
		}
	}
	return all
}

func everything(s association.Snapshot) []association.Link {
	var all []association.Link
	for link := range s.Links() {
		all = append(all, link)
	}
	return all
}
