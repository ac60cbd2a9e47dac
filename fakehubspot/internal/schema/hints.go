package schema

import "slices"

// Hints say how people see the values of a property; they change neither the values nor which ones are taken.
type Hints struct {
	ShowCurrencySymbol   *bool  `json:"showCurrencySymbol,omitempty"`
	NumberDisplayHint    string `json:"numberDisplayHint,omitempty"`
	TextDisplayHint      string `json:"textDisplayHint,omitempty"`
	CurrencyPropertyName string `json:"currencyPropertyName,omitempty"`
}

// members are those whose values HubSpot lists.
var members = []struct {
	name    string
	of      func(Property) string
	allowed []string
}{
	{"dataSensitivity", func(p Property) string { return p.DataSensitivity }, []string{"highly_sensitive", "non_sensitive", "sensitive"}},
	{
		"numberDisplayHint", func(p Property) string { return p.NumberDisplayHint },
		[]string{"currency", "duration", "formatted", "percentage", "probability", "unformatted"},
	},
	{
		"textDisplayHint", func(p Property) string { return p.TextDisplayHint },
		[]string{"domain_name", "email", "ip_address", "multi_line", "phone_number", "physical_address", "postal_code", "unformatted_single_line"},
	},
}

// checkMembers reports a value that HubSpot does not list.
func checkMembers(p Property) error {
	for _, member := range members {
		if value := member.of(p); value != "" && !slices.Contains(member.allowed, value) {
			return &DefinitionError{Problem: WrongMember, Name: p.Name, Member: member.name, Value: value, Allowed: member.allowed}
		}
	}
	return nil
}
