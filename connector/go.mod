module github.com/hubspot-to-sesam/testbed/connector

go 1.26.0
