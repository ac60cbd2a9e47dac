package schema

// The bounds of one definition: an account keeps all of them in memory, the archived ones too.
const (
	MaxOptions = 5_000
	MaxText    = 256 << 10 // bytes, of all its texts together
)

// CheckSize reports a property that is too large.
func (p *Property) CheckSize() error {
	text := len(p.Name) + len(p.Label) + len(p.Description) + len(p.CalculationFormula) + len(p.ReferencedObjectType) +
		len(p.DataSensitivity) + len(p.NumberDisplayHint) + len(p.TextDisplayHint) + len(p.CurrencyPropertyName)
	for _, option := range p.Options {
		text += len(option.Label) + len(option.Value) + len(option.Description)
	}
	if text > MaxText || len(p.Options) > MaxOptions {
		return &DefinitionError{Problem: TooLarge, Name: p.Name}
	}
	return nil
}

// check reports a group that there cannot be.
func (g *Group) check() error {
	switch {
	case g.Name == "" || g.Label == "":
		return &DefinitionError{Problem: GroupIncomplete, Name: g.Name}
	case len(g.Name)+len(g.Label) > MaxText:
		return &DefinitionError{Problem: TooLarge, Name: g.Name}
	}
	return nil
}
