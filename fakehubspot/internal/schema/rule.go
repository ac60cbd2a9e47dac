package schema

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Rule is what an account's administrators ask of the values of a property.
type Rule struct {
	Type      string   `json:"ruleType"`
	Arguments []string `json:"ruleArguments"`
	// Normalize brings values into a normal form; nil if nobody has said.
	Normalize *bool `json:"shouldApplyNormalization,omitempty"`
}

// PropertyRules are the rules of one property, by their types.
type PropertyRules struct {
	Property string `json:"propertyName"`
	Rules    []Rule `json:"propertyValidationRules"`
}

// ruleKind is what a type of rule takes and asks.
type ruleKind struct {
	// reads reports whether an argument can be one. many means that there can be several.
	reads func(argument string) bool
	many  bool
	// keeps reports whether a value keeps the rule; nil means that the rule is kept here and asks nothing.
	keeps func(arguments []string, value string) bool
}

// RuleTypes are the types of rules, in alphabetical order.
func RuleTypes() []string {
	return []string{
		"AFTER_DATETIME_DURATION", "AFTER_DURATION", "ALPHANUMERIC", "BEFORE_DATETIME_DURATION", "BEFORE_DURATION", "DAYS_OF_WEEK",
		"DECIMAL", "DOMAIN", "EMAIL", "EMAIL_ALLOWED_DOMAINS", "EMAIL_BLOCKED_DOMAINS", "END_DATE", "END_DATETIME", "FORMAT",
		"MAX_LENGTH", "MAX_NUMBER", "MIN_LENGTH", "MIN_NUMBER", phoneRule, "REGEX", "SPECIAL_CHARACTERS", "START_DATE",
		"START_DATETIME", "URL", "URL_ALLOWED_DOMAINS", "URL_BLOCKED_DOMAINS", "WHITESPACE",
	}
}

// phoneRule asks for a phone number that begins with the code of its country.
const phoneRule = "PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE"

// enforced are the rules of which it is plain what they ask. The others are kept, and ask nothing.
var enforced = map[string]ruleKind{
	"MIN_LENGTH": {reads: isCount, keeps: func(a []string, value string) bool { return utf8.RuneCountInString(value) >= count(a[0]) }},
	"MAX_LENGTH": {reads: isCount, keeps: func(a []string, value string) bool { return utf8.RuneCountInString(value) <= count(a[0]) }},
	"MIN_NUMBER": {reads: isNumber, keeps: func(a []string, value string) bool { return !isNumber(value) || number(value) >= number(a[0]) }},
	"MAX_NUMBER": {reads: isNumber, keeps: func(a []string, value string) bool { return !isNumber(value) || number(value) <= number(a[0]) }},
	"REGEX":      {reads: isExpression, keeps: matchesExpression},

	"START_DATE":     {reads: isMoment, keeps: fromThen},
	"START_DATETIME": {reads: isMoment, keeps: fromThen},
	"END_DATE":       {reads: isMoment, keeps: untilThen},
	"END_DATETIME":   {reads: isMoment, keeps: untilThen},

	"EMAIL_ALLOWED_DOMAINS": {reads: isDomain, many: true, keeps: func(a []string, value string) bool { return within(a, afterAt(value)) }},
	"EMAIL_BLOCKED_DOMAINS": {reads: isDomain, many: true, keeps: func(a []string, value string) bool { return !within(a, afterAt(value)) }},
	"URL_ALLOWED_DOMAINS":   {reads: isDomain, many: true, keeps: func(a []string, value string) bool { return within(a, normalDomain(value)) }},
	"URL_BLOCKED_DOMAINS":   {reads: isDomain, many: true, keeps: func(a []string, value string) bool { return !within(a, normalDomain(value)) }},
}

// SetRule makes a rule one of a property's, in the place of one of the same type. The error is a *DefinitionError.
func (s *Schema) SetRule(property string, rule Rule) error {
	if err := rule.Check(property); err != nil {
		return err
	}
	return s.change(func(t *table) error {
		if p := t.properties[property]; p == nil || p.Archived {
			return &DefinitionError{Problem: PropertyNotFound, Name: property}
		}
		rules := slices.DeleteFunc(slices.Clone(t.rules[property]), func(known Rule) bool { return known.Type == rule.Type })
		rule.Arguments = slices.Clone(rule.Arguments)
		rules = append(rules, rule)
		slices.SortFunc(rules, func(a, b Rule) int { return cmp.Compare(a.Type, b.Type) })
		t.rules[property] = rules
		return nil
	})
}

// Check returns what is wrong with a rule of a property, a *DefinitionError.
func (r Rule) Check(property string) error {
	switch {
	case !slices.Contains(RuleTypes(), r.Type):
		return &DefinitionError{Problem: UnknownRule, Name: property, Value: r.Type, Allowed: RuleTypes()}
	case !r.sound():
		return &DefinitionError{Problem: BadRule, Name: property, Type: r.Type, Value: fmt.Sprintf("%.200s", strings.Join(r.Arguments, ", "))}
	}
	return nil
}

// sound reports whether the arguments are such as the type takes.
func (r Rule) sound() bool {
	text := 0
	for _, argument := range r.Arguments {
		text += len(argument)
	}
	if text > MaxText || len(r.Arguments) > MaxOptions {
		return false
	}
	kind, asks := enforced[r.Type]
	if !asks {
		return true
	}
	wrong := func(argument string) bool { return !kind.reads(argument) }
	return len(r.Arguments) > 0 && (kind.many || len(r.Arguments) == 1) && !slices.ContainsFunc(r.Arguments, wrong)
}

// Rules are the rules of a property.
func (s *Schema) Rules(property string) []Rule { return s.table.Load().rules[property] }

// AllRules are the rules of all properties that have some and are not archived, by the names of the properties.
func (s *Schema) AllRules() []PropertyRules {
	t := s.table.Load()
	all := []PropertyRules{}
	for name, rules := range t.rules {
		if p := t.properties[name]; p != nil && !p.Archived {
			all = append(all, PropertyRules{name, rules})
		}
	}
	slices.SortFunc(all, func(a, b PropertyRules) int { return cmp.Compare(a.Property, b.Property) })
	return all
}

// Obey returns the values of a write that Check has passed in the form that the account's rules ask for, and those that break
// a rule, by name.
func (s *Schema) Obey(stored map[string]string) (obedient map[string]string, broken []InvalidValue) {
	rules := s.table.Load().rules
	for name, value := range stored {
		if value == "" {
			continue
		}
		for _, rule := range rules[name] {
			stored[name] = rule.normal(stored[name])
		}
		for _, rule := range rules[name] {
			if !rule.keeps(stored[name]) {
				broken = append(broken, InvalidValue{Property: name, Value: value, Reason: BreaksRule, Rule: &rule})
			}
		}
	}
	slices.SortFunc(broken, func(a, b InvalidValue) int {
		return cmp.Or(cmp.Compare(a.Property, b.Property), cmp.Compare(a.Rule.Type, b.Rule.Type))
	})
	return stored, broken
}

// normal returns a value in the form in which the rule has it stored.
func (r Rule) normal(value string) string {
	if normal := normalPhone(value); r.Type == phoneRule && r.Normalize != nil && *r.Normalize && internationalNumber.MatchString(normal) {
		return normal
	}
	return value
}

// keeps reports whether a value in that form keeps the rule.
func (r Rule) keeps(value string) bool {
	if r.Type == phoneRule {
		return internationalNumber.MatchString(normalPhone(value))
	}
	kind, asks := enforced[r.Type]
	return !asks || kind.keeps(r.Arguments, value)
}

// internationalNumber is a phone number in normal form with the code of its country.
var internationalNumber = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)

func isCount(argument string) bool {
	n, err := strconv.Atoi(argument)
	return err == nil && n >= 0
}

func count(argument string) int {
	n, _ := strconv.Atoi(argument) // isCount has read it
	return n
}

func isNumber(argument string) bool {
	if argument == "" { // which clears a property
		return false
	}
	_, wrong := (&Property{Type: Number}).Convert(argument)
	return wrong == nil
}

func number(text string) float64 {
	n, _ := strconv.ParseFloat(text, 64) // isNumber has read it
	return n
}

func isExpression(argument string) bool {
	_, err := regexp.Compile(argument) // alone: what surrounds it must not close its brackets
	return err == nil
}

// expression matches whole values only.
func expression(argument string) (*regexp.Regexp, error) {
	return regexp.Compile(`^(?:` + argument + `)$`)
}

func matchesExpression(arguments []string, value string) bool {
	e, err := expression(arguments[0])
	return err != nil || e.MatchString(value)
}

func isMoment(argument string) bool { return !moment(argument).IsZero() }

// moment is a day or an instant as Check stores it, or as an argument names it; the zero time for anything else.
func moment(text string) time.Time {
	if at, err := ParseDay(text); err == nil {
		return at
	}
	at, _ := ParseInstant(text)
	return at
}

func fromThen(a []string, value string) bool {
	return !isMoment(value) || !moment(value).Before(moment(a[0]))
}

func untilThen(a []string, value string) bool {
	return !isMoment(value) || !moment(value).After(moment(a[0]))
}

// isDomain reports whether an argument can be the domain of an address, which has no sign for what stands before it.
func isDomain(argument string) bool {
	domain := strings.TrimSpace(argument)
	return domain != "" && !strings.ContainsAny(domain, "@/:* \t") && !strings.HasPrefix(domain, ".")
}

// afterAt is the domain of an email address.
func afterAt(address string) string {
	return strings.ToLower(address[strings.LastIndexByte(address, '@')+1:])
}

// within reports whether a host is one of some domains, or below one.
func within(domains []string, host string) bool {
	return slices.ContainsFunc(domains, func(domain string) bool {
		domain = strings.ToLower(strings.TrimSpace(domain))
		return host == domain || strings.HasSuffix(host, "."+domain)
	})
}
