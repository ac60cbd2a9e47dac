package dtl

import (
	"encoding/json"
	"math"
	"math/big"
	"strconv"
	"strings"
)

const (
	// maxDigits is the most digits of a number: one with more is no number for functions, and is copied as it is.
	maxDigits = 10_000
	// maxExponent limits the exponent of a number that is written with one.
	maxExponent = 1000
)

// numeric is a number and how it is represented.
type numeric struct {
	*big.Rat
	kind kind
}

// kind is the representation of a number; of two, the greater one is that of their sum.
type kind int

const (
	integerKind kind = iota
	floatKind
	decimalKind
)

// numberOf returns a number exactly.
func numberOf(value any) (numeric, bool) {
	switch v := value.(type) {
	case json.Number:
		of := integerKind
		if strings.ContainsAny(string(v), ".eE") {
			of = floatKind
		}
		r, ok := ratOf(string(v))
		return numeric{r, of}, ok
	case decimal:
		r, ok := ratOf(string(v))
		return numeric{r, decimalKind}, ok
	case string:
		content, ok := typed(v, 'f')
		if !ok {
			return numeric{}, false
		}
		r, ok := ratOf(content)
		return numeric{r, decimalKind}, ok
	default:
		return numeric{}, false
	}
}

// ratOf reads a decimal number.
func ratOf(digits string) (*big.Rat, bool) {
	if len(digits) < 19 {
		if small, err := strconv.ParseInt(digits, 10, 64); err == nil {
			return new(big.Rat).SetInt64(small), true
		}
	}
	mantissa, exponent, hasExponent := strings.Cut(strings.ToLower(digits), "e")
	if len(mantissa) > maxDigits || strings.Trim(mantissa, "+-.0123456789") != "" {
		return nil, false
	}
	if hasExponent {
		power, err := strconv.Atoi(exponent)
		if err != nil || power < -maxExponent || power > maxExponent {
			return nil, false
		}
	}
	return new(big.Rat).SetString(digits)
}

func isDecimalText(digits string) bool {
	_, ok := ratOf(digits)
	return ok
}

// key is the same for equal numbers.
func (n numeric) key() string { return n.RatString() }

// number returns a number as a value. An integer has all its digits, and so has any other number that has finitely many;
// otherwise a decimal is rounded to 28 digits and a float to the nearest one.
func (e *evaluation) number(n numeric) any {
	const bitsPerDigit = 3.322
	if float64(max(n.Num().BitLen(), n.Denom().BitLen())) > maxDigits*bitsPerDigit {
		e.fail(errDigits)
		return nil
	}
	if n.IsInt() {
		switch n.kind {
		case decimalKind:
			return decimal(n.Num().String() + ".0")
		case floatKind:
			return json.Number(n.Num().String() + ".0")
		default:
			return json.Number(n.Num().String())
		}
	}
	digits, finite := n.FloatPrec()
	if !finite || digits > maxDigits {
		if n.kind == floatKind {
			f, _ := n.Float64()
			return floatNumber(f)
		}
		const significant = 28
		rounded := new(big.Float).SetPrec(maxDigits).SetRat(n.Rat).Text('e', significant-1)
		n.Rat, _ = ratOf(rounded)
		if n.Rat == nil {
			e.fail(errDigits)
			return nil
		}
		digits, _ = n.FloatPrec()
	}
	if n.kind == floatKind {
		return json.Number(n.FloatString(digits))
	}
	return decimal(n.FloatString(digits))
}

// plainDigits returns a number without an exponent.
func plainDigits(r *big.Rat) string {
	digits, _ := r.FloatPrec()
	return r.FloatString(digits)
}

// floatNumber returns a float with a fraction; infinity and what is no number are null.
func floatNumber(f float64) any {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return nil
	}
	digits := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(digits, ".") {
		digits += ".0"
	}
	return json.Number(digits)
}

func integer(i int) json.Number { return json.Number(strconv.Itoa(i)) }

// intOf returns the first value as an integer that fits an int.
func intOf(value any) (int, bool) {
	n, ok := numberOf(firstOf(value))
	if !ok || !n.IsInt() || !n.Num().IsInt64() {
		return 0, false
	}
	return int(n.Num().Int64()), true
}
