package api

import (
	"regexp"
	"slices"
)

// Routes returns all routes, each as GET /crm/v3/objects/{type}, in order.
func Routes() []string {
	var all []string
	for _, one := range (&server{}).router().Routes() {
		all = append(all, one.Method+" "+regexp.MustCompile(`:(\w+)`).ReplaceAllString(one.Path, "{$1}"))
	}
	slices.Sort(all)
	return all
}
