package push

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

// textOf returns a JSON value of Sesam's as HubSpot has values: as text, "" for none. HubSpot has no lists either: their elements
// are separated by semicolons.
func textOf(raw jsontext.Value) (string, error) {
	switch raw.Kind() {
	case 'n':
		return "", nil
	case 't', 'f':
		return string(raw), nil
	case '0':
		return plainNumber(string(raw))
	case '"':
		text, err := jsontext.AppendUnquote(nil, raw)
		if err != nil {
			return "", errors.New(`is no text: it has a half of a character, an escape such as \ud83d without the other half`)
		}
		return untyped(string(text)), nil
	case '[':
		return listOf(raw)
	default:
		return "", errors.New("is an object; a property takes text, numbers, true or false, and lists of these")
	}
}

// separator is between the elements of a list.
const separator = ";"

// listOf returns the elements of an array, separated by semicolons.
func listOf(array jsontext.Value) (string, error) {
	elements, err := elementsOf(array)
	if err != nil {
		return "", err
	}
	texts := make([]string, len(elements))
	for i, element := range elements {
		if kind := element.Kind(); kind == '[' || kind == '{' || kind == 'n' {
			return "", fmt.Errorf("has an element %d that is neither text, a number, nor true or false", i)
		}
		if texts[i], err = textOf(element); err != nil {
			return "", fmt.Errorf("has an element %d that %w", i, err)
		}
		switch {
		case texts[i] == "":
			return "", fmt.Errorf("has an empty element %d", i)
		case strings.Contains(texts[i], separator):
			return "", fmt.Errorf("has an element %d with a semicolon, which HubSpot takes for the end of an element", i)
		}
	}
	return strings.Join(texts, separator), nil
}

// elementsOf returns the elements of an array.
func elementsOf(array jsontext.Value) ([]jsontext.Value, error) {
	decoder := newDecoder(array)
	if _, err := decoder.ReadToken(); err != nil {
		return nil, err
	}
	var elements []jsontext.Value
	for decoder.PeekKind() != ']' {
		element, err := decoder.ReadValue()
		if err != nil {
			return nil, err
		}
		elements = append(elements, element.Clone())
	}
	return elements, nil
}

// mostExponent is the largest exponent of a number, as in other programs.
const mostExponent = 308

// plainNumber returns a number with its digits written out. HubSpot itself writes large and small ones with an exponent, but does
// not take one. A text that is no number stays as it is.
func plainNumber(number string) (string, error) {
	digits, exponent, found := strings.Cut(strings.ToLower(number), "e")
	if !found || !isNumber(digits) {
		return number, nil
	}
	shift, err := strconv.Atoi(exponent)
	if errors.Is(err, strconv.ErrRange) || shift > mostExponent || shift < -mostExponent {
		return "", errors.New("is a number that is too large or too small")
	}
	if err != nil {
		return number, nil
	}
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	whole, fraction, _ := strings.Cut(digits, ".")
	if shift >= 0 {
		fraction += strings.Repeat("0", max(shift-len(fraction), 0))
		whole, fraction = whole+fraction[:shift], fraction[shift:]
	} else {
		whole = strings.Repeat("0", max(1-shift-len(whole), 0)) + whole
		cut := len(whole) + shift
		whole, fraction = whole[:cut], whole[cut:]+fraction
	}
	whole, fraction = strings.TrimLeft(whole[:len(whole)-1], "0")+whole[len(whole)-1:], strings.TrimRight(fraction, "0")
	if fraction != "" {
		fraction = "." + fraction
	}
	return sign + whole + fraction, nil
}

// untyped returns the text of a string, which Sesam may have given a type: ~t of an instant, ~f of a decimal number, ~r of an
// address, ~u of a UUID, ~: of a name in a namespace. Others stay as they are, as in Sesam.
func untyped(text string) string {
	if len(text) < 2 || text[0] != '~' {
		return text
	}
	switch rest := text[2:]; text[1] {
	case 't':
		if instant, err := time.Parse(time.RFC3339Nano, rest); err == nil {
			return sesam.FormatTime(instant)
		}
	case 'f':
		if number, err := plainNumber(rest); err == nil && isNumber(number) {
			return number
		}
	case 'r', 'u':
		return rest
	case ':':
		return localName(rest)
	}
	return text
}

// localName returns a name without its namespace.
func localName(name string) string {
	if _, local, ok := strings.Cut(name, ":"); ok {
		return local
	}
	return name
}
