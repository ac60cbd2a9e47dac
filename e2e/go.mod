module github.com/hubspot-to-sesam/testbed/e2e

go 1.26.0

replace github.com/hubspot-to-sesam/testbed/connector => ../connector

require (
	github.com/hubspot-to-sesam/testbed/connector v0.0.0-00010101000000-000000000000
	github.com/hubspot-to-sesam/testbed/fakehubspot v0.0.0-00010101000000-000000000000
	github.com/hubspot-to-sesam/testbed/fakesesam v0.0.0-00010101000000-000000000000
)

replace github.com/hubspot-to-sesam/testbed/fakehubspot => ../fakehubspot

replace github.com/hubspot-to-sesam/testbed/fakesesam => ../fakesesam
