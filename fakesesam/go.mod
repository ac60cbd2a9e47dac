module github.com/hubspot-to-sesam/testbed/fakesesam

go 1.26.0
