package connector_test

import "testing"

func TestKeyUnencrypted(t *testing.T) {
	for base, want := range map[string]bool{
		"https://api.hubapi.com/crm/v3": false, "http://127.0.0.1:8080/crm/v3": false, "http://[::1]:8080/crm/v3": false,
		"http://localhost:8080/crm/v3": false, "http://fakehubspot:8080/crm/v3": false, "http://hub.localhost/crm/v3": false,
		"http://host.docker.internal:8080/crm/v3": false,
		"http://api.hubapi.com/crm/v3":            true, "HTTP://API.HUBAPI.COM./crm/v3": true, "http://10.0.0.7/crm/v3": true, "http://[fd00::1]/crm/v3": true,
	} {
		cfg := validConfig()
		if cfg.BaseURL = base; cfg.KeyUnencrypted() != want {
			t.Errorf("%s: %v, want %v", base, !want, want)
		}
	}
}
