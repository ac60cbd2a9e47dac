package admin

import "github.com/gin-gonic/gin"

// Routes puts your side under router, which is the group /_fake.
func (a *Admin) Routes(router gin.IRouter) {
	router.GET("/health", a.health)
	router.GET("/version", a.version)

	router.GET("/state", a.exportState)
	router.PUT("/state", a.importState)
	router.DELETE("/state", a.resetState)
	router.POST("/seed", a.seedContacts)

	router.GET("/clock", a.getClock)
	router.PUT("/clock", a.putClock)
	router.POST("/clock/advance", a.advanceClock)

	router.GET("/index", a.getIndex)
	router.PUT("/index", a.putIndex)

	router.POST("/contacts/change", a.changeContacts)
	router.GET("/contacts/churn", a.getChurn)
	router.POST("/contacts/churn", a.setChurn)
	router.POST("/contacts/:id/restore", a.restoreContact)

	router.GET("/faults", a.listFaults)
	router.POST("/faults", a.addFault)
	router.DELETE("/faults", a.clearFaults)
	router.GET("/faults/:name", a.getFault)
	router.PATCH("/faults/:name", a.patchFault)
	router.DELETE("/faults/:name", a.removeFault)

	router.GET("/limits", a.getLimits)
	router.PUT("/limits", a.putLimits)

	router.GET("/requests", a.findRequests)
	router.GET("/requests/count", a.countRequests)
	router.GET("/requests/near-misses", a.nearMisses)
	router.DELETE("/requests", a.resetRequests)

	router.GET("/scenarios", a.listScenarios)
	router.POST("/scenarios/:name", a.playScenario)
}
