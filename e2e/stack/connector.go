package stack

// Connector is a client of the connector; Sesam asks it for the contacts.
type Connector struct {
	http rest
}

// NewConnector returns a client that asks base for the address at each call.
func NewConnector(base func() string) *Connector {
	return &Connector{http: rest{base: base}}
}
