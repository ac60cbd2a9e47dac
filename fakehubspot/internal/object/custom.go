package object

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// PortalID is the ID of the account, the same in every fake.
const PortalID = 62515

// nameable is what an object type of an account's own may be called.
var nameable = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,99}$`)

// Nameable reports whether an account may call an object type of its own so.
func Nameable(name string) bool { return nameable.MatchString(name) }

// Custom returns an object type that an account defines itself. Paths know it as p62515_car, as p_car and by its number,
// such as 2-3465404; car alone could be the name of one of HubSpot's own.
func Custom(number int64, name string, settings Settings) *Type {
	group := section(strings.ToLower(name) + "_information")
	return withBase(Type{
		Names: Names{
			Plural: fmt.Sprintf("p%d_%s", PortalID, name), Singular: "p_" + name, TypeID: fmt.Sprintf("2-%d", number), Own: name,
		},
		Scopes:     scopesOf("custom"),
		Operations: Eleven | Merge,
		Schema:     schema.Definition{Created: "hs_createdate", Groups: []schema.Group{group.group(settings.Singular + " information")}},
		Settings:   settings,
	})
}
