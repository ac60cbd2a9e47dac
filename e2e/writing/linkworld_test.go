package writing

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// linkWorld is an ERP that associates contacts with companies, the connector, and HubSpot on whose clock all of them are.
type linkWorld struct {
	hub       *fakehubspot.Server
	upstream  *httptest.Server
	connector *connector.Connector
	service   *httptest.Server
	seed      uint64

	contacts, companies []string          // their IDs, as the ERP knows them
	merged              map[string]string // IDs that have become others
	unsent              []*linkItem       // what the ERP has to say, in its order
	last                map[[2]string]*linkItem
	answers             map[string]int // how often requests ended how

	mu     sync.Mutex
	writes int // inputs of all writes
	err    error
}

// The labels that associations may have: those of the ERP, and those of HubSpot's users.
var (
	erpLabels  = []string{"Manager", "Owner"}
	userLabels = []string{"Friend", "Primary"}
	// inverses are what companies see.
	inverses = map[string]string{"Manager": "Managed by", "Owner": "Owned by", "Friend": "Friend", "Primary": "Primary"}
)

func newLinkWorld(seed uint64) (*linkWorld, error) {
	w := &linkWorld{seed: seed, merged: map[string]string{}, last: map[[2]string]*linkItem{}, answers: map[string]int{}}
	var err error
	if w.hub, err = fakehubspot.New(fakehubspot.Seed(seed), fakehubspot.Token(key), fakehubspot.Frozen(epoch)); err != nil {
		return nil, err
	}
	w.upstream = quietServer(http.HandlerFunc(w.stand))
	w.service = quietServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { w.connector.Handler().ServeHTTP(rw, r) }))
	for n := range 5 {
		record, err := w.hub.Object("contacts").Create(map[string]string{"email": fmt.Sprintf("p%d@example.com", n)})
		if err != nil {
			return nil, errors.Join(err, w.close())
		}
		w.contacts = append(w.contacts, record.ID)
	}
	for n := range 3 {
		record, err := w.hub.Object("companies").Create(map[string]string{"name": fmt.Sprint("Company ", n)})
		if err != nil {
			return nil, errors.Join(err, w.close())
		}
		w.companies = append(w.companies, record.ID)
	}
	for _, label := range []string{"Manager", "Owner", "Friend"} {
		if _, _, err := w.hub.DefineLabel("contacts", "companies", strings.ToLower(label), label, inverses[label]); err != nil {
			return nil, errors.Join(err, w.close())
		}
	}
	if err := w.start(); err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

// start starts a connector in the place of the one before.
func (w *linkWorld) start() error {
	if w.connector != nil {
		if err := w.connector.Close(); err != nil {
			return err
		}
	}
	cfg := connector.DefaultConfig()
	cfg.APIKey, cfg.BaseURL, cfg.Write = connector.Secret(key), w.upstream.URL+"/crm/v3", connector.WriteOn
	var err error
	w.connector, err = connector.New(cfg, connector.WithClock(hubTime{w.hub}), connector.Seed(w.seed), connector.Logger(slog.New(slog.DiscardHandler)))
	return err
}

func (w *linkWorld) close() error {
	w.service.Close()
	var err error
	if w.connector != nil {
		err = w.connector.Close()
	}
	w.upstream.CloseClientConnections()
	w.upstream.Close()
	return errors.Join(err, w.hub.Close())
}

// linkKind is a type of association, as calls name it.
type linkKind struct {
	AssociationCategory string
	AssociationTypeID   int
}

// tie is an association.
type tie struct {
	labels []string               // as contacts see them, in alphabetical order, without the type that has none
	types  map[string][2]linkKind // by label, as contacts and as companies see them
}

func (t tie) String() string { return "[" + strings.Join(t.labels, " ") + "]" }

// kind is the type of a label, and kinds those of all, as companies see them if back is set.
func (t tie) kind(label string, back bool) linkKind {
	if back {
		return t.types[label][1]
	}
	return t.types[label][0]
}

func (t tie) kinds(back bool) (all []linkKind) {
	for label := range t.types {
		all = append(all, t.kind(label, back))
	}
	return all
}

// ties are all associations of live contacts with live companies, by their IDs.
func (w *linkWorld) ties() (map[[2]string]tie, error) {
	all := map[[2]string]tie{}
	for back, object := range []string{"contacts", "companies"} {
		records, err := w.hub.Object(object).All()
		if err != nil {
			return nil, err
		}
		for _, record := range records {
			found, err := w.hub.Associations(fakehubspot.Ref{Object: object, ID: record.ID}, []string{"companies", "contacts"}[back])
			if err != nil {
				return nil, err
			}
			for _, one := range found {
				ends := [2]string{record.ID, one.To}
				if back == 1 {
					slices.Reverse(ends[:])
				}
				w.add(all, ends, back, one.Types)
			}
		}
	}
	return all, nil
}

// add adds the types that one side sees.
func (w *linkWorld) add(all map[[2]string]tie, ends [2]string, back int, types []fakehubspot.AssociationType) {
	t, there := all[ends]
	if !there {
		t.types = map[string][2]linkKind{}
	}
	for _, one := range types {
		label := one.Label
		for here, inverse := range inverses {
			if back == 1 && inverse == label {
				label = here
			}
		}
		kinds := t.types[label]
		kinds[back] = linkKind{one.Category, one.TypeID}
		t.types[label] = kinds
		if back == 0 && label != "" {
			t.labels = append(t.labels, label)
		}
	}
	slices.Sort(t.labels)
	all[ends] = t
}
