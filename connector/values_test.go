package connector

import (
	"strings"
	"testing"
)

func TestAPIRoot(t *testing.T) {
	for base, want := range map[string]string{
		"https://api.hubapi.com/crm/v3":   "https://api.hubapi.com/crm",
		"https://api.hubapi.com/crm/v3//": "https://api.hubapi.com/crm",
		"https://api.hubapi.com/crm":      "https://api.hubapi.com/crm",
		"https://api.hubapi.com":          "https://api.hubapi.com/crm",
		"http://proxy:8080/hub/crm/v3":    "http://proxy:8080/hub/crm",
		"https://api.hubapi.com/crm/v4":   "",
		"https://u:p@api.hubapi.com/crm":  "",
		"https://h/crm/v3?hapikey=secret": "",
		"api.hubapi.com/crm/v3":           "",
		"http://[::1":                     "",
	} {
		u, err := apiRoot(base)
		switch {
		case want == "" && (err == nil || strings.Contains(err.Error(), "secret")):
			t.Errorf("%s: %v, %v", base, u, err)
		case want != "" && (err != nil || u.String() != want):
			t.Errorf("%s: %v, %v", base, u, err)
		}
	}
}
