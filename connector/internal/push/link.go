package push

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/spelling"
)

// link is an association as it was sent, and what becomes of it.
type link struct {
	from, to uint64
	named    []namedType // none: the type that every association has; of one that is deleted, all types
	deleted  bool

	types   []hubspot.LinkType // those named
	verdict Verdict
	settled bool
	tried   Status // what HubSpot has been asked for without an answer, "" for nothing
}

// namedType is a type of association as it was sent: by its number, or by its label.
type namedType struct {
	category string
	id       uint64
	label    string
}

func (l *link) settle(status Status, reason string) {
	l.settled = true
	l.verdict.Status, l.verdict.Reason = status, reason
}

// id is that of the association in what the connector returns.
func (l *link) id() string {
	return strconv.FormatUint(l.from, 10) + ":" + strconv.FormatUint(l.to, 10)
}

// parse reads an element of what a pipe sends: {"from","to","types"?,"_deleted"?}. If it can become no association, the error
// says why.
func (l *link) parse(text []byte) error {
	root, err := membersOf(text)
	if err != nil {
		return err
	}
	if key := root.sesam[memberKey]; key.Kind() == '"' {
		l.verdict.Key = unquoted(key)
	}
	l.deleted = root.sesam[memberDeleted].Kind() == 't'
	if root.twice != "" {
		return fmt.Errorf("it has two members %.60q", root.twice)
	}
	if l.from, err = endOf(root.data, "from"); err != nil {
		return err
	}
	if l.to, err = endOf(root.data, "to"); err != nil {
		return err
	}
	l.verdict.ID = l.id()
	l.named, err = namedTypes(root.data["types"])
	return err
}

// endOf reads the ID of one of the two records.
func endOf(data map[string]jsontext.Value, name string) (uint64, error) {
	text, err := recordID(data[name])
	if err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	id, err := strconv.ParseUint(text, 10, 64)
	if err != nil || id == 0 {
		return 0, fmt.Errorf("it has no %s, the ID of a record in HubSpot", name)
	}
	return id, nil
}

var errTypes = errors.New(`types is not a list of types, each {"category":…,"typeId":…} or {"label":…}`)

// namedTypes reads the types of an association.
func namedTypes(raw jsontext.Value) ([]namedType, error) {
	switch raw.Kind() {
	case 0, 'n':
		return nil, nil
	case '[':
	default:
		return nil, errTypes
	}
	elements, err := elementsOf(raw)
	if err != nil {
		return nil, err
	}
	var types []namedType
	for _, element := range elements {
		one, err := membersOf(element)
		if err != nil {
			return nil, errTypes
		}
		t := namedType{}
		if number := one.data["typeId"]; len(number) > 0 {
			text, err := recordID(number)
			if err != nil {
				return nil, errTypes
			}
			t.id, _ = strconv.ParseUint(text, 10, 64) // recordID has read a number
		}
		for member, to := range map[string]*string{"category": &t.category, "label": &t.label} {
			if *to, err = textOf(one.data[member]); err != nil && len(one.data[member]) > 0 {
				return nil, errTypes
			}
		}
		if t.id == 0 && t.label == "" {
			return nil, errTypes
		}
		types = append(types, t)
	}
	return types, nil
}

// resolve finds the types that are named among those that there are.
func (l *link) resolve(known []hubspot.LinkType) error {
	l.types = nil
	for _, t := range l.named {
		found, ok := t.among(known)
		if !ok {
			return t.unknown(known)
		}
		l.types = append(l.types, found)
	}
	return nil
}

// among finds the type.
func (t namedType) among(known []hubspot.LinkType) (hubspot.LinkType, bool) {
	for _, k := range known {
		byID := t.id != 0 && k.ID == t.id && (t.category == "" || t.category == k.Category)
		byLabel := t.id == 0 && k.Label == t.label
		if byID || byLabel {
			return k, true
		}
	}
	return hubspot.LinkType{}, false
}

// unknown is the error of a type that there is not.
func (t namedType) unknown(known []hubspot.LinkType) error {
	var labels, numbers []string
	for _, k := range known {
		numbers = append(numbers, fmt.Sprintf("%s %d", k.Category, k.ID))
		if k.Label != "" {
			labels = append(labels, k.Label)
		}
	}
	switch nearest, _ := spelling.Nearest(t.label, labels); {
	case t.id != 0:
		return fmt.Errorf("HubSpot has no association type %s %d between these objects; there are %s", t.category, t.id, strings.Join(numbers, ", "))
	case len(labels) == 0:
		return fmt.Errorf("HubSpot has no label %.60q between these objects, and no other", t.label)
	default:
		return fmt.Errorf("HubSpot has no label %.60q between these objects; the nearest is %q", t.label, nearest)
	}
}
