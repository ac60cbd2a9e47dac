package fakehubspot

import (
	"strconv"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/owner"
)

// OwnerType is what an owner is.
type OwnerType string

// The types of owners.
const (
	OwnerPerson OwnerType = owner.Person
	OwnerQueue  OwnerType = owner.Queue
)

// Owner is a user or a queue to whom records belong, as it was when it was read.
type Owner struct {
	// ID is what hubspot_owner_id of a record refers to, a decimal number.
	ID   string
	Type OwnerType
	// Email, FirstName and LastName are those of the user. A queue has no email address.
	Email, FirstName, LastName string
	// UserID is the ID of the user, which is not the owner's; 0 for a queue. It stays when the owner is archived.
	UserID int64
	Teams  []Team
	// CreatedAt and UpdatedAt are the times of creation and of the last change, by the server's clock and in UTC.
	CreatedAt, UpdatedAt time.Time
	// Archived reports whether the user was deactivated.
	Archived bool
}

// Team is a team to which an owner belongs; at most one of them is the primary one.
type Team struct {
	ID, Name string
	Primary  bool
}

// Owners returns all owners, archived ones too, by ascending ID. An account begins with five people, a queue and a person
// who is archived, all drawn by the seed.
func (s *Server) Owners() []Owner {
	all := s.hub.Account().Owners.All()
	owners := make([]Owner, len(all))
	for i, o := range all {
		owners[i] = publicOwner(o)
	}
	return owners
}

// AddOwner adds an owner with its Type, Email, names and Teams and returns it; whatever else is given is ignored. The error
// is ErrTaken if another owner has the email address.
func (s *Server) AddOwner(o Owner) (Owner, error) {
	added, err := s.hub.Account().Owners.Add(owner.Owner{
		Type: string(o.Type), Email: o.Email, FirstName: o.FirstName, LastName: o.LastName, Teams: internalTeams(o.Teams),
	})
	return publicOwner(added), public(err)
}

// ChangeOwner gives the owner of that ID the email address, names and teams of o, and archives it or makes it live again. A
// change of nothing leaves UpdatedAt as it is. Errors are those of AddOwner, and ErrNotFound.
func (s *Server) ChangeOwner(o Owner) (Owner, error) {
	id, err := hub.ParseID("owner id", o.ID)
	if err != nil {
		return Owner{}, public(err)
	}
	changed, err := s.hub.Account().Owners.Change(id, func(known *owner.Owner) {
		known.Email, known.FirstName, known.LastName = o.Email, o.FirstName, o.LastName
		known.Teams, known.Archived = internalTeams(o.Teams), o.Archived
	})
	if err != nil {
		return Owner{}, public(err)
	}
	return publicOwner(changed), nil
}

func publicOwner(o owner.Owner) Owner {
	shown := Owner{
		ID: strconv.FormatInt(o.ID, 10), Type: OwnerType(o.Type), Email: o.Email, FirstName: o.FirstName, LastName: o.LastName,
		UserID: o.UserID, CreatedAt: o.Created, UpdatedAt: o.Updated, Archived: o.Archived,
	}
	for _, t := range o.Teams {
		shown.Teams = append(shown.Teams, Team(t))
	}
	return shown
}

func internalTeams(teams []Team) []owner.Team {
	all := make([]owner.Team, len(teams))
	for i, t := range teams {
		all[i] = owner.Team(t)
	}
	return all
}
