package stack

// Connector is a client of the connector, which serves HubSpot's records to Sesam.
type Connector struct {
	http rest
}

// NewConnector returns a client that calls base for the URL before each request.
func NewConnector(base func() string) *Connector {
	return &Connector{http: rest{base: base}}
}
