package refusal

import (
	"fmt"
	"html"
	"net/http"
	"strconv"
)

// edgeTitles are the statuses that only the edge in front of HubSpot answers.
var edgeTitles = map[int]string{
	520: "Web server is returning an unknown error",
	521: "Web server is down",
	522: "Connection timed out",
	523: "Origin is unreachable",
	524: "A timeout occurred",
	525: "SSL handshake failed",
	526: "Invalid SSL certificate",
	527: "Railgun error",
	530: "Origin DNS error",
}

// Edge is the HTML page that the edge answers in place of HubSpot. The page's wording is ours.
func Edge(status int) Refusal {
	title := edgeTitles[status]
	if title == "" {
		title = http.StatusText(status)
	}
	if title == "" {
		title = "Error"
	}
	heading := strconv.Itoa(status) + " " + title
	page := fmt.Sprintf("<!DOCTYPE html>\n<html>\n<head><title>%s</title></head>\n"+
		"<body>\n<center><h1>%s</h1></center>\n<hr><center>cloudflare</center>\n</body>\n</html>\n", heading, heading)
	return Refusal{Status: status, text: title, page: page}.With("Server", "cloudflare")
}

// enginePage is the HTML page of the servlet engine behind the edge.
func enginePage(status int, reason, path string) Refusal {
	page := fmt.Sprintf("<html>\n<head>\n<meta http-equiv=\"Content-Type\" content=\"text/html;charset=utf-8\"/>\n"+
		"<title>Error %d %s</title>\n</head>\n<body><h2>HTTP ERROR %d</h2>\n"+
		"<p>Problem accessing %s. Reason:\n<pre>    %s</pre></p>\n</body>\n</html>\n",
		status, reason, status, html.EscapeString(path), reason)
	return Refusal{Status: status, text: reason, page: page}
}
