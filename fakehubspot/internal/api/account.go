package api

import (
	"fmt"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

// accountInfo describes the account, its fields in the order in which HubSpot sends them.
type accountInfo struct {
	PortalID              int      `json:"portalId"`
	AccountType           string   `json:"accountType"`
	TimeZone              string   `json:"timeZone"`
	CompanyCurrency       string   `json:"companyCurrency"`
	AdditionalCurrencies  []string `json:"additionalCurrencies"`
	UTCOffset             string   `json:"utcOffset"`
	UTCOffsetMilliseconds int      `json:"utcOffsetMilliseconds"`
	UIDomain              string   `json:"uiDomain"`
	DataHostingLocation   string   `json:"dataHostingLocation"`
}

// uiDomain is where the account's own pages are, and pages begins the address of the page of each of its records.
const uiDomain = "app.hubspot.com"

var pages = fmt.Sprintf("https://%s/contacts/%d/record/", uiDomain, refusal.PortalID)

// accountDetails is what clients call to see whether their token works. The account lives in UTC.
func (s *server) accountDetails(c *gin.Context) error {
	return sendValue(c, http.StatusOK, accountInfo{
		PortalID: refusal.PortalID, AccountType: "DEVELOPER_TEST", TimeZone: "UTC", CompanyCurrency: object.Currency,
		AdditionalCurrencies: []string{}, UTCOffset: "+00:00", UIDomain: uiDomain, DataHostingLocation: "na1",
	})
}

// usage is the day's calls of all private apps.
type usage struct {
	Name         string `json:"name"`
	UsageLimit   int    `json:"usageLimit"`
	CurrentUsage int    `json:"currentUsage"`
	CollectedAt  string `json:"collectedAt"`
	FetchStatus  string `json:"fetchStatus"`
	ResetsAt     string `json:"resetsAt"`
}

func (s *server) dailyUsage(c *gin.Context) error {
	used, limit := s.Usage()
	now := s.Now().UTC()
	return sendValue(c, http.StatusOK, map[string][]usage{"results": {{
		Name: "private-apps-api-calls-daily", UsageLimit: limit, CurrentUsage: used, FetchStatus: "SUCCESS",
		CollectedAt: now.Format(record.StampFormat), ResetsAt: now.Truncate(24 * time.Hour).Add(24 * time.Hour).Format(record.StampFormat),
	}}})
}

// sendValue answers with a value as JSON.
func sendValue(c *gin.Context, status int, value any) error {
	body, err := json.Marshal(value, json.Deterministic(true))
	if err != nil {
		return err
	}
	send(c, status, body)
	return nil
}
