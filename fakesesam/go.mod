module github.com/hubspot-to-sesam/testbed/fakesesam

go 1.26.0

require (
	github.com/adhocore/gronx v1.20.4
	github.com/agnivade/levenshtein v1.2.2
	github.com/go-json-experiment/json v1.27.2
	go.etcd.io/bbolt v1.5.0
	golang.org/x/sync v0.24.0
)

require golang.org/x/sys v0.45.0 // indirect
