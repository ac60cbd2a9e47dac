package api

import (
	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
)

// legacy are the routes of versions 1 and 2 by which programs still read the CRM, from the same records as version 3. They only
// read: what they write, and what is not the CRM's, is not served.
func (s *server) legacy(engine *gin.Engine) {
	s.legacyProperties(engine.Group("/properties/v1/:type/properties", s.object))
	s.legacyProperties(engine.Group("/properties/v2/:type/properties", s.object))
	s.legacyProperties(engine.Group("/companies/v2/properties", s.of(object.Companies)))
	s.legacyProperties(engine.Group("/deals/v1/properties", s.of(object.Deals)))

	contacts := engine.Group("/contacts/v1", s.of(object.Contacts), s.objectScope(readScopes))
	contacts.GET("/lists/all/contacts/all", s.on(s.listLegacyContacts))
	contacts.GET("/lists/recently_updated/contacts/recent", s.on(s.recentLegacyContacts))
	contacts.GET("/contact/vids/batch", s.on(s.batchLegacyContacts))
	contacts.GET("/contact/vid/:id/profile", s.on(s.readLegacyContact))
	contacts.GET("/contact/email/:email/profile", s.on(s.readLegacyContactByEmail))

	companies := engine.Group("/companies/v2/companies", s.of(object.Companies), s.objectScope(readScopes))
	companies.GET("/paged", s.on(s.listLegacyCompanies))
	companies.GET("/recent/modified", s.on(s.recentLegacyCompanies))
	companies.GET("/:id", s.on(s.readLegacyCompany))
	companies.GET("/:id/vids", s.on(s.listLegacyCompanyVids))
	companies.GET("/:id/contacts", s.on(s.listLegacyCompanyContacts))

	deals := engine.Group("/deals/v1", s.of(object.Deals))
	deals.GET("/deal/paged", s.objectScope(readScopes), s.on(s.listLegacyDeals))
	deals.GET("/deal/recent/modified", s.objectScope(readScopes), s.on(s.recentLegacyDeals))
	deals.GET("/deal/:id", s.objectScope(readScopes), s.on(s.readLegacyDeal))
	deals.GET("/pipelines", s.objectScope(readSchemaScopes), s.on(s.listDealPipelines))

	engagements := engine.Group("/engagements/v1/engagements", s.scope(object.Calls.Scopes.Read...))
	engagements.GET("/paged", s.serve(s.listEngagements))
	engagements.GET("/recent/modified", s.serve(s.recentEngagements))
	engagements.GET("/associated/:type/:id/paged", anyCase, s.object, s.on(s.listEngagementsOf))
	engagements.GET("/:id", s.serve(s.readEngagement))

	objects := engine.Group("/crm-objects/v1/objects/:type", anyCase, s.object, s.objectScope(readScopes))
	objects.GET("/paged", s.on(s.listLegacyObjects))

	pipelines := engine.Group("/crm-pipelines/v1/pipelines/:type", anyCase, s.object, s.objectScope(readSchemaScopes))
	pipelines.GET("", s.on(s.listLegacyPipelines))

	owners := engine.Group("/owners/v2/owners", s.scope(ownersScope))
	owners.GET("", s.serve(s.listLegacyOwners))
	owners.GET("/:owner", s.serve(s.readLegacyOwner))
}

// readScopes are those that allow reading the records of an object type.
func readScopes(t object.Scopes) []string { return t.Read }

// of makes an endpoint one of the object type: of those that the path does not name by a parameter.
func (s *server) of(t *object.Type) gin.HandlerFunc {
	return func(c *gin.Context) {
		o, known := s.Account(c.Request).Object(t.TypeID)
		if !known {
			panic("api: an account has no " + t.Plural) // every account has those of HubSpot
		}
		o.Settle()
		c.Set(objectKey, o)
	}
}
