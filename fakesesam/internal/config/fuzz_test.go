package config_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
)

// Whatever is posted is a configuration, an *InvalidError with errors that show no secret, or ErrUnreadable. A
// configuration is the same after a round trip through its own list and its own zip.
func FuzzParse(f *testing.F) {
	for _, component := range []string{
		hubspot, source(`"supports_since":true,"page_size":"$ENV(n)"`), pump(`"cron_expression":"0/5 14,18 * * ?"`),
		microservice(`"retry_strategy":{"429":{"max_read_retries":3}},"password":"$SECRET(s)"`),
		pipe(`"source":{"type":"conditional","condition":"$ENV(n)","alternatives":{"7":{"type":"embedded","entities":[{"_id":"$SECRET(s)"}]}}}`),
		pipe(`"source":{"type":"http_endpoint"},"transform":{"type":"dtl","rules":{"default":[["copy","*"]]}}`),
		`{"_id":"node","type":"metadata","namespaced_identifiers":true}`,
	} {
		f.Add([]byte(component))
		f.Add([]byte("[" + component + ",]"))
	}
	const hush = "pat-hush-7041"
	secrets := map[string]string{"s": hush}
	env := map[string]string{"n": "7"}
	f.Fuzz(func(t *testing.T, body []byte) {
		set, err := config.Parse("application/json", body, env, secrets)
		var invalid *config.InvalidError
		switch {
		case errors.As(err, &invalid):
			if len(invalid.ValidationErrors) == 0 || set == nil {
				t.Fatalf("%q: %v", body, err)
			}
		case err != nil:
			if !errors.Is(err, config.ErrUnreadable) || set != nil {
				t.Fatalf("%q: %v", body, err)
			}
			return
		}
		if err != nil && bytes.Contains([]byte(err.Error()), []byte(hush)) {
			t.Fatalf("%q: the error shows the secret: %v", body, err)
		}
		for id, pipe := range set.Pipes {
			if pipe.Valid() && pipe.Program == nil {
				t.Fatalf("%q: %s is valid without a program", body, id)
			}
			if bytes.Contains(pipe.Effective, []byte(hush)) {
				t.Fatalf("%q: %s shows the secret", body, id)
			}
		}
		list := set.JSON()
		again, _ := config.Parse("application/json", list, env, secrets)
		if again == nil || !bytes.Equal(again.JSON(), list) {
			t.Fatalf("%q: the list %s is not read again", body, list)
		}
		archive, zipErr := set.Zip()
		if zipErr != nil {
			t.Fatalf("%q: %v", body, zipErr)
		}
		if len(set.Pipes)+len(set.Systems) == 0 || invalid != nil {
			return
		}
		unpacked, err := config.Parse("application/zip", archive, env, secrets)
		if err != nil || !bytes.Equal(unpacked.JSON(), list) {
			t.Fatalf("%q: the zip is not read again: %v", body, err)
		}
	})
}
