// Package origin keeps the web pages of other sites away from the node, which on a laptop any page in a browser can reach:
// it checks under which name the node is called and which site calls it, and it keeps content that is not the node's own
// from acting as one of its pages.
package origin

import (
	"encoding/json"
	"net/http"
)

// forbid answers with 403 in the shape of the API's errors.
func forbid(w http.ResponseWriter, detail string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(http.StatusForbidden)
	_ = json.NewEncoder(w).Encode(struct { // an error means that the client is gone
		Detail string `json:"detail"`
		Status int    `json:"status"`
	}{detail, http.StatusForbidden})
}
