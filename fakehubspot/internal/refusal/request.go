package refusal

import (
	"fmt"
	"strings"
)

// What follows answers parameters and bodies that cannot be used. Where no sample is known the wording is ours.

// NotBoolean is the 400 for a query parameter that is neither true nor false.
func NotBoolean(parameter, value string) Refusal {
	return validation(fmt.Sprintf("Invalid value for query parameter %s: %s is not true or false", parameter, quoted(value)))
}

// BadLimit is the 400 for a page size that a list does not have.
func BadLimit(value string, most int) Refusal {
	return validation(fmt.Sprintf("Invalid value for query parameter limit: %s is not a number from 1 to %d", quoted(value), most))
}

// BadCursor is the 400 for an after that no list has handed out.
func BadCursor(value string) Refusal {
	return validation(fmt.Sprintf("Invalid value for query parameter after: %s is not a cursor of this endpoint", quoted(value)))
}

// BodyTooLarge is the 400 for a body of more bytes than are read.
func BodyTooLarge(most int) Refusal {
	return validation(fmt.Sprintf("The request body is larger than %d bytes", most))
}

// BadJSON is the 400 for a body that cannot be read. detail is the parser's error, column where it
// stood, counted from 1.
func BadJSON(column int, detail string) Refusal {
	return of(badRequest, envelope{
		Message: fmt.Sprintf("Invalid input JSON on line 1, column %d: %s", column, detail),
	})
}

// EmptyBody is the 400 for a body without content.
func EmptyBody() Refusal { return BadJSON(0, "No content to map due to end-of-input") }

// CutBody is the 400 for a body of which nothing can be read.
func CutBody() Refusal { return UnexpectedEnd(1) }

// UnexpectedEnd is the 400 for a body that ends within a value.
func UnexpectedEnd(column int) Refusal { return BadJSON(column, "Unexpected end-of-input") }

// UnexpectedCharacter is the 400 for a character that JSON does not have at its place.
func UnexpectedCharacter(column int, found rune) Refusal {
	return BadJSON(column, fmt.Sprintf("Unexpected character ('%c' (code %d))", found, found))
}

// TooDeep is the 400 for a body whose objects and arrays are nested too deep.
func TooDeep(column, most int) Refusal {
	return BadJSON(column, fmt.Sprintf("Document nesting depth (%d) exceeds the maximum allowed (%d)", most+1, most))
}

// found is how the parser names a value of the kind that its JSON text begins with.
var found = map[byte]string{
	'{': "Object value (token `JsonToken.START_OBJECT`)",
	'[': "Array value (token `JsonToken.START_ARRAY`)",
	'"': "String value (token `JsonToken.VALUE_STRING`)",
	'0': "Number value (token `JsonToken.VALUE_NUMBER_INT`)",
	't': "Boolean value (token `JsonToken.VALUE_TRUE`)",
	'f': "Boolean value (token `JsonToken.VALUE_FALSE`)",
}

// WrongType is the 400 for a JSON value of another type than the one at its place, of the kind that its text begins
// with.
func WrongType(column int, want string, kind byte) Refusal {
	got, known := found[kind]
	if !known {
		got = "null"
	}
	return BadJSON(column, "Cannot deserialize value of type `"+want+"` from "+got)
}

// NotScalar is the 400 for an array or object as the value of a property.
func NotScalar(column int, property string) Refusal {
	return BadJSON(column, fmt.Sprintf("Cannot deserialize value of type `java.lang.String` of property %s from an array or object", quoted(property)))
}

// MissingFields is the 400 for a body without the fields named.
func MissingFields(names ...string) Refusal {
	return BadJSON(1, "Some required fields were not set: ["+strings.Join(names, ", ")+"]")
}

// TooManyInputs is the 400 for a batch with more inputs than allowed. The wording follows that of histories.
func TooManyInputs(most int) Refusal {
	return validation(fmt.Sprintf("The maximum number of inputs supported in a batch request is %d", most))
}

// TooManyInputsWithHistory is the 400 for a batch that asks for the history of more records than allowed.
func TooManyInputsWithHistory(most int) Refusal {
	return validation(fmt.Sprintf("The maximum number of inputs supported in a batch request for property histories is %d", most))
}

// UnknownObjectType is the 400 for an object type the account does not have.
func UnknownObjectType(name string) Refusal {
	return of(badRequest, envelope{Message: "Unable to infer object type from: " + name})
}
