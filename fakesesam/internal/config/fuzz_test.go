package config_test

import (
	"archive/zip"
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
		sink(`"type":"json","system":"hubspot","url":"x?k=$SECRET(s)","batch_size":7,"headers":{"a":"$SECRET(s)"}`),
		pipe(`"source":{"type":"empty"},"transform":[{"type":"http","url":"http://x/$SECRET(s)","side_effects":false,"trigger_on":{"key":"a.b","value":"$SECRET(s)*"}},{"type":"dtl","rules":{"default":[["add","a","$SECRET(s)"]]}}]`),
		pipe(`"source":{"type":"sql","system":"hubspot","table":"t","fetch_size":1e9},"sink":{"type":"rest","system":"hubspot"},"batch_size":1e12`),
		pipe(`"source":{"type":"empty"},"transform":[{"type":"chained","transforms":[{"type":"emit_children"}]},{"type":"dtl","rules":{"default":["add","a",["decrypt","k","_S.x"]]}}]`),
		`{"_id":"s","type":"system:rest","url_pattern":"http://x","operations":{"a":{"url":"$SECRET(s)","method":"GET"}},"$conditional_properties":{"condition":"$ENV(n)","alternatives":{"7":{}}}}`,
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
			if pipe.Refusal() == nil && pipe.Program == nil {
				t.Fatalf("%q: %s runs without a program", body, id)
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

// Whatever a zip is, it is read or refused, and what the node stores of it is read again.
func FuzzZip(f *testing.F) {
	var archive bytes.Buffer
	writer := zip.NewWriter(&archive)
	for name, body := range map[string]string{"pipes/a.conf.json": receiver("a"), `Systems\s.CONF.JSON`: hubspot, "x/../b.conf.json": "{", "README.md": "x"} {
		file, err := writer.Create(name)
		if err == nil {
			_, err = file.Write([]byte(body))
		}
		if err != nil {
			f.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(archive.Bytes())
	empty, err := config.Empty().Zip()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(empty)
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, read := range []func() (*config.Set, error){
			func() (*config.Set, error) { return config.Parse("application/zip", body, nil, nil) },
			func() (*config.Set, error) { return config.Stored(body, nil, nil) },
		} {
			set, err := read()
			if set == nil {
				if !errors.Is(err, config.ErrUnreadable) {
					t.Fatal(err)
				}
				continue
			}
			stored, err := set.Zip()
			if err != nil {
				t.Fatal(err)
			}
			again, err := config.Stored(stored, nil, nil)
			if again == nil || !bytes.Equal(again.JSON(), set.JSON()) || len(again.Invalid()) != len(set.Invalid()) {
				t.Fatalf("what was stored is read differently: %v", err)
			}
		}
	})
}
