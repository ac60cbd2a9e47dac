package object

// Scopes are the scopes of a token that allow calls, any of each list.
type Scopes struct {
	Read, Write             []string
	ReadSchema, WriteSchema []string
}

// scopesOf are the scopes of most object types, such as crm.objects.companies.read.
func scopesOf(name string) Scopes {
	return Scopes{
		Read:        []string{"crm.objects." + name + ".read"},
		Write:       []string{"crm.objects." + name + ".write"},
		ReadSchema:  []string{"crm.schemas." + name + ".read", "crm.objects." + name + ".read"},
		WriteSchema: []string{"crm.schemas." + name + ".write"},
	}
}

// or adds a scope that allows all that the others do.
func (s Scopes) or(scope string) Scopes {
	s.Read, s.Write = append(s.Read, scope), append(s.Write, scope)
	s.ReadSchema, s.WriteSchema = append(s.ReadSchema, scope), append(s.WriteSchema, scope)
	return s
}

// single is the one scope that allows everything about an object type.
func single(scope string) Scopes { return Scopes{}.or(scope) }
