package connector_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/connector"
)

// A key that cannot be right is refused at the start, with the reason and without the key.
func TestAKeyThatCannotBeRightIsRefused(t *testing.T) {
	const secret = "pat-na1-4711"
	for text, said := range map[string]string{
		`"` + secret + `"`:           "is in quotation marks",
		`'` + secret + `'`:           "is in quotation marks",
		`“` + secret + `”`:           "is in quotation marks",
		`"` + secret:                 "begins or ends with a quotation mark",
		secret + `'`:                 "begins or ends with a quotation mark",
		"\ufeff" + secret:            "a byte order mark (U+FEFF), as character 1",
		secret + "\u200b":            "a zero-width space (U+200B), as character 13",
		"\u00a0" + secret:            "a no-break space (U+00A0), as character 1",
		secret + "\u00a0":            "a no-break space (U+00A0), as character 13",
		"pat\u00ad-4711":             "U+00AD, as character 4",
		"pat\n" + secret:             "a line break, as character 4",
		"pat\t" + secret:             "a tab, as character 4",
		"pat\x00" + secret:           "U+0000, as character 4",
		"pat\xff" + secret:           "is not valid UTF-8 at character 4",
		"Bearer " + secret:           "begins with the word Bearer",
		"bearer " + secret:           "begins with the word Bearer",
		"token " + secret:            "contains a space",
		"pat-na1-…":                  "contains a character that is not ASCII",
		"$SECRET(hubspot-api-key)":   "contains $SECRET(…), which has not been resolved: define the secret on the Sesam node",
		"$secret(hubspot-api-key)":   "contains $SECRET(…), which has not been resolved",
		"${HUBSPOT_4711}":            "is ${…}, a placeholder that nothing has replaced",
		"{{ key 4711 }}":             "is {{…}}, a placeholder that nothing has replaced",
		"<4711>":                     "contains <, which no token does",
		"$HUBSPOT_4711":              "contains $, which no token does",
		"$ENV(hubspot-api-key)":      "contains $ENV(…), which has not been resolved: define the environment variable on the Sesam node",
		secret + "$SECRET(" + secret: "contains $SECRET(…), which",

		strings.Repeat(secret, 200): "has 2400 characters, at most 2048 are allowed",
	} {
		_, err := from(map[string]string{"api-key": text})
		if err == nil || !strings.HasPrefix(err.Error(), "api-key: ") || !strings.Contains(err.Error(), said) || strings.Contains(err.Error(), "4711") {
			t.Errorf("%q: %v, want %q", text, err, said)
		}
		cfg := validConfig()
		cfg.APIKey = connector.Secret(text)
		if inCode := cfg.Validate(); inCode == nil || inCode.Error() != err.Error() {
			t.Errorf("%q in code: %v", text, inCode)
		}
	}
}

// No setting is taken as it is with quotation marks around it, an unresolved reference or an invisible character in it.
func TestEverySettingRejectsWhatIsNeverMeant(t *testing.T) {
	for _, s := range connector.Settings() {
		value := s.Default
		if value == "" {
			value = "email"
		}
		for text, said := range map[string]string{
			`"` + value + `"`:      "is in quotation marks; write the value without them",
			"${" + s.Name + "}":    "is ${…}, a placeholder",
			"$ENV(" + s.Name + ")": "contains $ENV(…), which has not been resolved",
			"$SECRET(x)":           "contains $SECRET(…), which has not been resolved",
			value + "\u200b":       "contains an invisible character",
		} {
			_, err := from(map[string]string{s.Name: text})
			if err == nil || !strings.Contains(err.Error(), s.Name+": "+said) {
				t.Errorf("%s=%q: %v, want %q", s.Name, text, err, said)
			}
		}
	}
}

// White space around a value comes from files and shells, and does not matter.
func TestWhiteSpaceAroundAValueDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		space := rapid.StringOfN(rapid.SampledFrom([]rune(" \t\r\n")), 0, 4, -1)
		cfg, err := from(map[string]string{"api-key": space.Draw(t, "before") + "k" + space.Draw(t, "after")})
		if err != nil || cfg.APIKey != "k" {
			t.Fatalf("%q, %v", cfg.APIKey.Reveal(), err)
		}
	})
}

func TestVersionsOfTheAPI(t *testing.T) {
	for version, valid := range map[string]bool{
		"v3": true, "2026-03": true, "2026-09": true, "2027-03-beta": true, "2025-12": true,
		"2026-13": false, "2026-00": false, "2026-9": false, "2026": false, "1999-09": false, "v4": false, "latest": false, "2026-09 ": true,
	} {
		_, err := from(map[string]string{"api-key": "k", "api-version": version})
		if (err == nil) != valid || err != nil && !strings.Contains(err.Error(), fmt.Sprintf("each March and September, such as 2026-09; got %q", version)) {
			t.Errorf("%q: %v", version, err)
		}
	}
}
