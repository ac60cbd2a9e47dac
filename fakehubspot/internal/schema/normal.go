package schema

import (
	"slices"
	"strconv"
	"strings"
)

// Normalize makes the schema bring values into one normal form on writing, for those types of which HubSpot has been seen to do
// so or is said to. It is not safe for concurrent use: only who makes a schema calls it.
func (s *Schema) Normalize() { s.normalizes = true }

// Normal returns the form of a value that passed Check in which it is kept: by default, as it is.
func (s *Schema) Normal(p *Property, value string) string {
	if !s.normalizes || value == "" || p.Adds(value) {
		return value
	}
	switch {
	case p.FieldType == "phonenumber":
		return normalPhone(value)
	case p.Name == "domain":
		return normalDomain(value)
	case p.Type == Number:
		return normalNumber(value)
	case p.Type == Enumeration && p.FieldType == checkbox && !p.ExternalOptions:
		return p.inOrder(value)
	}
	return value
}

// normalPhone is a number without what people put between its digits. A text without digits stays.
func normalPhone(value string) string {
	digits := strings.Map(func(c rune) rune {
		if c < '0' || c > '9' {
			return -1
		}
		return c
	}, value)
	switch {
	case digits == "":
		return value
	case strings.HasPrefix(strings.TrimSpace(value), "+"):
		return "+" + digits
	}
	return digits
}

// normalDomain is a host in lower case: what is left of the URL of a site.
func normalDomain(value string) string {
	host := strings.ToLower(strings.TrimSpace(value))
	if _, after, found := strings.Cut(host, "://"); found {
		host = after
	}
	host, _, _ = strings.Cut(host, "/")
	return strings.TrimPrefix(host, "www.")
}

// normalNumber is a number without an exponent and without zeros that say nothing.
func normalNumber(value string) string {
	if strings.ContainsAny(value, "eE") {
		number, err := strconv.ParseFloat(value, 64)
		if err != nil { // Check has passed it
			return value
		}
		value = strconv.FormatFloat(number, 'f', -1, 64)
	}
	unsigned, negative := strings.CutPrefix(strings.TrimPrefix(value, "+"), "-")
	whole, fraction, _ := strings.Cut(unsigned, ".")
	number := strings.TrimLeft(whole, "0")
	if number == "" {
		number = "0"
	}
	if fraction = strings.TrimRight(fraction, "0"); fraction != "" {
		number += "." + fraction
	}
	if negative && number != "0" {
		number = "-" + number
	}
	return number
}

// inOrder is the choices of a value, each once, in the order of the options.
func (p *Property) inOrder(value string) string {
	chosen := choices(value)
	var all []string
	for _, option := range p.optionValues() {
		if slices.Contains(chosen, option) {
			all = append(all, option)
		}
	}
	return strings.Join(all, ";")
}
