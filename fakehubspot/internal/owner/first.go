package owner

import (
	"math/rand/v2"
	"strings"
	"time"
)

// The IDs of the first owner and of its user, and how far the IDs of owners lie apart.
const (
	firstID     = 41_629_779
	firstUserID = 9_586_504
	idStep      = 1_013
)

// The names that owners are drawn from.
var (
	firstNames = []string{"Anna", "Brian", "Chen", "Diego", "Elif", "Fatima", "Grace", "Henrik", "Ines", "Jonas", "Kari", "Liam"}
	lastNames  = []string{"Almeida", "Berg", "Castillo", "Dahl", "Eriksen", "Fischer", "Garcia", "Hansen", "Ito", "Johnson", "Kowalski", "Larsen"}
	north      = Team{ID: "178588", Name: "North", Primary: true}
	south      = Team{ID: "178589", Name: "South", Primary: true}
	support    = Team{ID: "178590", Name: "Support"}
)

// founded is when the first owner was added, before all generated records.
var founded = time.Date(2023, time.January, 9, 8, 30, 0, 0, time.UTC)

// first returns the owners that an account begins with: five people, some of them in teams, a queue, and a person who has
// left.
func first(seed uint64) []Owner {
	chance := rand.New(rand.NewPCG(seed, 0x6f776e657273)) // #nosec G404 -- names of a fake, wanted reproducible
	given, family := chance.Perm(len(firstNames)), chance.Perm(len(lastNames))
	owners := []Owner{
		{Type: Person, Teams: []Team{north}},
		{Type: Person, Teams: []Team{north, support}},
		{Type: Person, Teams: []Team{south}},
		{Type: Person, Teams: []Team{south}},
		{Type: Person},
		{Type: Queue, FirstName: "Support", LastName: "queue"},
		{Type: Person, Archived: true},
	}
	for i := range owners {
		o := &owners[i]
		o.ID = firstID + int64(i)*idStep
		o.Created = founded.AddDate(0, i, 0).Add(time.Duration(chance.IntN(86_400_000)) * time.Millisecond)
		o.Updated = o.Created.AddDate(0, 1, 0)
		if o.Type == Queue {
			continue
		}
		o.FirstName, o.LastName = firstNames[given[i]], lastNames[family[i]]
		o.Email = strings.ToLower(o.FirstName+"."+o.LastName) + "@example.com"
		o.UserID = firstUserID + int64(i)
	}
	return owners
}
