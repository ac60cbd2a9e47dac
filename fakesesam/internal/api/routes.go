// Package api serves the node's REST API, with the paths, forms and bodies of a real node.
package api

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/connection"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/runall"
)

// Options configures the API.
type Options struct {
	// Token, if not empty, must be sent as a bearer token, except for health and ping.
	Token string
	// Log receives one line per request.
	Log *slog.Logger
	// Lines returns the last lines of the node's own log.
	Lines func() []byte
	// Runner runs all pipes; nil means one that nobody else uses.
	Runner *runall.Runner
}

// api answers requests about one node.
type api struct {
	node   *node.Node
	log    *slog.Logger
	lines  func() []byte
	runner *runall.Runner
	// The limits of bodies.
	largestBody, largestStream int64
	silence                    time.Duration
}

// Mount adds the API under /api.
func Mount(engine *gin.Engine, n *node.Node, opts Options) {
	if opts.Runner == nil {
		opts.Runner = runall.New(n)
	}
	a := &api{
		node: n, log: opts.Log, lines: opts.Lines, runner: opts.Runner,
		largestBody: largestBody, largestStream: largestStream, silence: connection.Silence,
	}
	open := engine.Group("/api", access(opts.Log, n.Now), isolated)
	open.GET("/health", a.health)
	open.GET("/ping", a.ping)

	r := open.Group("", authorized(opts.Token), a.limited)
	a.nodeRoutes(r)
	a.pipeRoutes(r)
	a.datasetRoutes(r)
	a.systemRoutes(r)
}

func (a *api) nodeRoutes(r *gin.RouterGroup) {
	r.GET("/", a.root)
	r.GET("/status", a.status)
	r.GET("/stats", a.stats)
	r.GET("/license", a.license)
	r.POST("/admin", a.admin)
	r.GET("/logs", a.logs)

	r.GET("/config", a.getConfig)
	r.PUT("/config", a.putConfig)
	r.POST("/config", a.putConfig)
	r.GET("/metadata", a.getMetadata)
	r.PUT("/metadata", a.putMetadata)
	r.GET("/namespaces", a.namespaces)

	r.GET("/env", a.getEnv)
	r.PUT("/env", a.putEnv)
	r.POST("/env", a.addEnv)
	r.GET("/env/:key", a.getEnvKey)
	r.DELETE("/env/:key", a.deleteEnvKey)
	r.GET("/secrets", a.getSecrets)
	r.PUT("/secrets", a.putSecrets)
	r.POST("/secrets", a.addSecrets)
	r.DELETE("/secrets/:key", a.deleteSecret)
}

func (a *api) pipeRoutes(r *gin.RouterGroup) {
	r.GET("/pipes", a.listPipes)
	r.POST("/pipes", a.addComponents)
	// The paths of the runner are among those of the pipes; no pipe can have these IDs.
	r.POST("/pipes/run-all-pipes", a.runAllPipes)
	r.POST("/pipes/stop-run-all-pipes", a.stopRunAllPipes)
	r.GET("/pipes/get-pipe-runner-status", a.runnerStatus)
	r.GET("/pipes/get-run-all-pipes-log", a.runnerLog)
	r.GET("/pipes/:id", a.getPipe)
	r.DELETE("/pipes/:id", a.deletePipe)
	r.GET("/pipes/:id/config", a.getPipeConfig)
	r.PUT("/pipes/:id/config", a.putPipeConfig)
	r.GET("/pipes/:id/entities", a.pipeEntities)
	r.POST("/pipes/:id/preview", a.preview)
	r.GET("/pipes/:id/log", a.pipeLog)
	r.GET("/pipes/:id/retries", a.pipeRetries)
	r.GET("/pipes/:id/dead-letters", a.pipeDead)
	r.GET("/pipes/:id/runs", a.pipeRuns)
	r.GET("/pipes/:id/sent", a.pipeSent)
	r.GET("/pipes/:id/pump", a.getPump)
	r.POST("/pipes/:id/pump", a.operatePump)

	r.POST("/receivers/:id/entities", a.receive)
	// A URL may end with the name under which a browser saves the file.
	for _, file := range []string{"", "/:filename"} {
		r.GET("/publishers/:id/entities"+file, a.publishJSON)
		r.GET("/publishers/:id/csv"+file, a.publishCSV)
		r.GET("/publishers/:id/xml"+file, a.publishXML)
		r.GET("/publishers/:id/:format"+file, a.publishOtherwise)
	}
}

func (a *api) datasetRoutes(r *gin.RouterGroup) {
	r.GET("/datasets", a.listDatasets)
	r.GET("/datasets/:id", a.getDataset)
	r.POST("/datasets/:id", a.operateDataset)
	r.DELETE("/datasets/:id", a.deleteDataset)
	r.GET("/datasets/:id/entities", a.datasetEntities)
	r.GET("/datasets/:id/entity", a.datasetEntity)
	r.GET("/datasets/:id/entities/*entity", a.datasetEntity)
}

func (a *api) systemRoutes(r *gin.RouterGroup) {
	r.GET("/systems", a.listSystems)
	r.POST("/systems", a.addComponents)
	r.GET("/systems/:id", a.getSystem)
	r.DELETE("/systems/:id", a.deleteSystem)
	r.GET("/systems/:id/config", a.getSystemConfig)
	r.PUT("/systems/:id/config", a.putSystemConfig)
	r.GET("/systems/:id/status", a.systemStatus)
	r.GET("/systems/:id/health", a.systemHealth)
	r.POST("/systems/:id/health", a.checkSystem)
	r.GET("/systems/:id/logs", a.systemLogs)
	r.POST("/systems/:id/reload", a.reloadSystem)
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		r.Handle(method, "/systems/:id/proxy/*path", a.proxy)
	}
}
