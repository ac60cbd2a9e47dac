package object

import "github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"

// Currency is the code of the account's only currency.
const Currency = "USD"

// currencies are the properties that take the code of a currency.
var currencies = []string{"deal_currency_code", "hs_currency", "hs_currency_code", "hs_line_item_currency_code"}

// currency takes the codes of the account's currencies.
func currency(code string) (string, schema.Reason) {
	if code != Currency {
		return "", schema.NotCurrency
	}
	return code, ""
}

// currencyFormats are the formats of those properties that take a currency.
func currencyFormats(properties []*schema.Property) map[string]func(string) (string, schema.Reason) {
	formats := map[string]func(string) (string, schema.Reason){}
	for _, p := range properties {
		for _, name := range currencies {
			if p.Name == name {
				formats[name] = currency
			}
		}
	}
	return formats
}
