package refusal

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
)

// PortalID is the ID of the account, the same in every fake.
const PortalID = object.PortalID

// PropertyError is one value of a write that a property does not take.
type PropertyError struct {
	IsValid   bool   `json:"isValid"`
	Message   string `json:"message"`
	Error     string `json:"error"`
	Name      string `json:"name"`
	Localized string `json:"localizedErrorMessage,omitempty"`
	PortalID  int64  `json:"portalId,omitempty"`
}

// InvalidProperties is the 400 for the values of a write that properties do not take, all of them at once: the message
// holds them as JSON, the errors repeat them.
func InvalidProperties(values []PropertyError) Refusal {
	details := make([]detail, len(values))
	for i, value := range values {
		details[i] = detail{
			Message: value.Message, Code: value.Error,
			Context: map[string][]string{"propertyName": {value.Name}},
		}
	}
	return validation("Property values were not valid: "+string(compact(values)), details...)
}

// InvalidInputs is the 400 for a batch with values that properties do not take: those of all inputs, without what only the
// answer to a single write says.
func InvalidInputs(values []PropertyError) Refusal {
	short := slices.Clone(values)
	for i := range short {
		short[i].Localized, short[i].PortalID = "", 0
	}
	return InvalidProperties(short)
}

func propertyError(property, code, message string) PropertyError {
	return PropertyError{Message: message, Error: code, Name: property, Localized: message, PortalID: PortalID}
}

// UnknownProperty is for a property that the account does not have.
func UnknownProperty(property string) PropertyError {
	return propertyError(property, "PROPERTY_DOESNT_EXIST", fmt.Sprintf("Property %s does not exist", quoted(property)))
}

// ReadOnlyValue is for a property that only HubSpot sets.
func ReadOnlyValue(property string) PropertyError {
	return propertyError(property, "READ_ONLY_VALUE", fmt.Sprintf("%s is a read only property; its value cannot be set.", quoted(property)))
}

// NotNumber is for a value that is no number.
func NotNumber(property, value string) PropertyError {
	return propertyError(property, "INVALID_LONG", value+" was not a valid long.")
}

// NotBool is for a value that is neither true nor false.
func NotBool(property, value string) PropertyError {
	return propertyError(property, "INVALID_BOOLEAN", value+" was not a valid boolean.")
}

// NotDateTime is for a value that is no instant.
func NotDateTime(property, value string) PropertyError {
	return propertyError(property, "INVALID_DATE", value+" was not a valid date time.")
}

// NotDate is for a value that is no day.
func NotDate(property, value string) PropertyError {
	return propertyError(property, "INVALID_DATE", value+" was not a valid date.")
}

// NotMidnight is for a value of a day that is an instant within one.
func NotMidnight(property, value string, at time.Time) PropertyError {
	return propertyError(property, "INVALID_DATE", value+" is at "+at.Format("15:04:05.000")+" UTC, not midnight!")
}

// ValueTooLong is for a value of more characters than a property takes. Its wording and its code are ours.
func ValueTooLong(property string) PropertyError {
	return propertyError(property, "INVALID_LENGTH", "The value is longer than 65536 characters.")
}

// NotOption is for a value that is not among the options of an enumeration.
func NotOption(property, value string, options []string) PropertyError {
	return propertyError(property, "INVALID_OPTION", value+" was not one of the allowed options: ["+strings.Join(options, ", ")+"]")
}

// BrokenRule is for a value that breaks a validation rule of the account. Its wording and its code are ours.
func BrokenRule(property, value, rule string, arguments []string) PropertyError {
	return propertyError(property, "VALIDATION_RULE_BROKEN",
		fmt.Sprintf("%s does not meet the validation rule %s: [%s]", quoted(value), rule, strings.Join(arguments, ", ")))
}

// NotCurrency is for the code of a currency that the account does not have.
func NotCurrency(property, value string) PropertyError {
	return propertyError(property, "INVALID_OPTION",
		fmt.Sprintf("%s is not a part of the current effective currency codes for portal %d", quoted(value), PortalID))
}

// NotEmail is for a value that is no email address, or that a privacy deletion keeps out: what HubSpot answers then is
// not known.
func NotEmail(property, value string) PropertyError {
	return propertyError(property, "INVALID_EMAIL", "Email address "+value+" is invalid")
}
