package api

import (
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

// unservedRoots are the beginnings of HubSpot's routes that programs call and that are not served here. A star stands for
// one segment of a path.
var unservedRoots = split(
	// the CRM
	"/crm-pipelines/v1", "/deals/v1/pipelines",
	"/crm/schemas",
	"/owners/v2",
	"/crm/v3/lists", "/crm/lists", "/crm/v3/imports", "/crm/imports", "/crm/v3/exports", "/crm/exports",
	"/crm/v3/timeline", "/crm/timeline", "/crm/v3/extensions", "/crm/extensions", "/crm/limits", "/crm/v3/limits",
	"/crm/deal-splits", "/deal-splits", "/crm/v3/feature-flags",
	"/crm/v3/objects/*/splits", "/crm/objects/*/*/splits", "/crm/v4/associations/usage", "/crm/associations/*/usage",
	"/crm/pipelines-rules", "/crm/object-tags", "/crm/task-series", "/forecast-settings", "/forecast-submissions",
	// its version to come
	"/crm/objects/2027-03-beta",
	// its older versions
	"/properties/v1", "/properties/v2", "/contacts/v1", "/companies/v2", "/deals/v1", "/engagements/v1", "/crm-objects/v1",
	"/crm-associations/v1", "/extensions",
	// the rest
	"/oauth/v2", "/integrations/v1", "/account-info/*/activity", "/account-info/*/api-usage/daily", "/settings", "/users", "/webhooks", "/webhooks-journal",
	"/app-webhooks", "/automation", "/marketing", "/marketing-emails", "/email", "/communication-preferences",
	"/conversations", "/visitor-identification", "/events", "/business-units", "/cms", "/content", "/files", "/filemanager",
	"/forms", "/analytics", "/reports", "/scheduler", "/media-bridge", "/hubdb", "/broadcast", "/email-events",
	"/tax-rates", "/meta/network-origins", "/integrators/timeline", "/feature-flags", "/commerce", "/payments-subscriptions",
	"/data-studio", "/url-mappings", "/appinstalls", "/notetaker",
)

func split(paths ...string) [][]string {
	all := make([][]string, len(paths))
	for i, path := range paths {
		all[i] = segments(path)
	}
	return all
}

func segments(path string) []string { return strings.Split(strings.Trim(path, "/"), "/") }

// unserved returns a path that HubSpot serves and this fake does not, as far as it may be shown: the paths of OAuth can
// hold tokens.
func unserved(path string) (shown string, known bool) {
	own := segments(path)
	for _, root := range unservedRoots {
		if len(own) < len(root) || !begins(own, root) {
			continue
		}
		if root[0] == "oauth" && len(own) > 3 {
			return "/" + strings.Join(own[:3], "/") + "/…", true
		}
		return path, true
	}
	return "", false
}

func begins(path, root []string) bool {
	return !slices.ContainsFunc(root, func(want string) bool {
		got := path[0]
		path = path[1:]
		return want != "*" && want != got || got == ""
	})
}

// nothing answers a path that is not served: HubSpot's own routes with what is missing here, others as HubSpot does.
func (s *server) nothing(c *gin.Context) refusal.Refusal {
	if shown, known := unserved(c.Request.URL.Path); known {
		return s.notServed(c, shown)
	}
	return refusal.RouteNotFound(c.Request.URL.Path)
}

// notServed says in the log and in the answer that a route of HubSpot's is missing here.
func (s *server) notServed(c *gin.Context, path string) refusal.Refusal {
	s.Logger.WarnContext(c, "fakehubspot does not serve this HubSpot route yet", "method", c.Request.Method, "path", path)
	return refusal.RouteNotServed(c.Request.Method, path)
}

// open are the paths that HubSpot serves without a token in the header.
func open(path string) bool { return strings.HasPrefix(path, "/oauth/") }
