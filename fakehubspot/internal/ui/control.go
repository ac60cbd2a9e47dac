package ui
import "net/http"
func (p Page) control(w http.ResponseWriter, r *http.Request) {}
