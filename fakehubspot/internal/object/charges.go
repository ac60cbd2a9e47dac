package object

import "github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"

const chargeInfo = section("charge_information")

// Discounts, fees and taxes belong to one quote, order or invoice each.
var (
	Discounts = charge(Names{Plural: "discounts", Singular: "discount", TypeID: "0-84"}, scopesOf("line_items").or(ecommerce))
	Fees      = charge(Names{Plural: "fees", Singular: "fee", TypeID: "0-85"}, scopesOf("line_items").or(ecommerce))
	Taxes     = charge(Names{Plural: "taxes", Singular: "tax", TypeID: "0-86"}, scopesOf("line_items"))
)

func charge(names Names, scopes Scopes) *Type {
	return withBase(Type{
		Names: names, Scopes: scopes, Operations: Eleven,
		Schema: schema.Definition{
			Created: "hs_createdate",
			Groups:  []schema.Group{chargeInfo.group(names.Title() + " information")},
			Properties: []*schema.Property{
				chargeInfo.text("hs_label", "Label"),
				chargeInfo.choice("hs_type", "Type", "PERCENT", "FIXED"),
				chargeInfo.number("hs_value", "Value"),
				chargeInfo.number("hs_sort_order", "Sort order"),
				readOnly(chargeInfo.number("hs_amount", "Amount")),
			},
		},
		Defaults: []string{"hs_label", "hs_type", "hs_value"},
		Settings: Settings{Primary: "hs_label", Searchable: []string{"hs_label", "hs_type", "hs_value"}},
	})
}
