package server

import "github.com/gin-gonic/gin"

// engine is a router for routes of a test.
func engine() (r *gin.Engine) {
	quietly(func() { r = newEngine() })
	return r
}
