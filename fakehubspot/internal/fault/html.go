package fault

import (
	"io"
	"net/http"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

// page is an example of what a proxy may send instead of an answer.
const page = "<!DOCTYPE html>\n<html>\n<head><title>Just a moment...</title></head>\n" +
	"<body>\n<h1>Checking your connection</h1>\n</body>\n</html>\n"

// strikeHTML answers 200 with an HTML page, as a proxy or a captive portal does.
func strikeHTML(c *call) bool {
	c.w.Header().Set("Content-Type", refusal.HTML)
	c.w.Header().Set("Content-Length", strconv.Itoa(len(page)))
	c.w.WriteHeader(http.StatusOK)
	_, _ = io.WriteString(c.w, page)
	return true
}
