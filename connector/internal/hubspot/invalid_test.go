package hubspot

import "testing"

// What HubSpot says of values that properties do not take is a sentence about each, and no JSON.
func TestInvalidValuesAreSaidInWords(t *testing.T) {
	const email = `{"isValid":false,"message":"Email address x is invalid","error":"INVALID_EMAIL","name":"email","portalId":62515}`
	const date = `{"isValid":false,"message":"noon is not midnight","error":"INVALID_DATE","name":"closed"}`
	for message, want := range map[string]string{
		"Property values were not valid: [" + email + "]":              `property "email": Email address x is invalid`,
		"Property values were not valid: [" + email + "," + date + "]": `property "email": Email address x is invalid; property "closed": noon is not midnight`,
		// Whatever else it is stays as it is.
		"Property values were not valid: [" + email:          "Property values were not valid: [" + email,
		"Property values were not valid: []":                 "Property values were not valid: []",
		`Property values were not valid: [{"name":"email"}]`: `Property values were not valid: [{"name":"email"}]`,
		"Contact already exists":                             "Contact already exists",
		"":                                                   "",
	} {
		if got := (&explanation{Message: message}).text(); got != want {
			t.Errorf("%q becomes %q, want %q", message, got, want)
		}
	}
}
