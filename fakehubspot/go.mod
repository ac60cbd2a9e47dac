module github.com/hubspot-to-sesam/testbed/fakehubspot

go 1.26.0
