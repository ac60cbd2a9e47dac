package dtl

import (
	"encoding/hex"
	"encoding/json"
	"math/big"
	"strings"
)

func numberFunctions() []function {
	return []function{
		conversion("integer", "strings and numbers as integers, decimals cut off; `0x` begins hexadecimal digits in two's complement", toInteger),
		conversion("decimal", "strings and numbers as decimals, with all their digits", toDecimal),
		conversion("float", "strings and numbers as floats (IEEE 754, 64 bits)", toFloat),
		mapping("hex", "integers, and strings with integers, as `0x` and hexadecimal digits in two's complement", toHex),
		probing("is-integer", "true for an integer", func(value any) bool { return isNumber(value, integerKind) }),
		probing("is-decimal", "true for a decimal, which is what `decimal` returns, or a `~f…` string", func(value any) bool { return isNumber(value, decimalKind) }),
		probing("is-float", "true for a number that is written with a fraction or an exponent", func(value any) bool { return isNumber(value, floatKind) }),
	}
}

func isNumber(value any, of kind) bool {
	switch v := value.(type) {
	case json.Number:
		isFloat := strings.ContainsAny(string(v), ".eE")
		return isFloat && of == floatKind || !isFloat && of == integerKind
	case decimal:
		return of == decimalKind
	default:
		_, isDecimal := typed(value, 'f')
		return isDecimal && of == decimalKind
	}
}

func toInteger(e *evaluation, value any) (any, bool) {
	if digits, ok := textOf(value); ok {
		whole, ok := wholeOf(digits)
		if !ok {
			return nil, false
		}
		return json.Number(whole.String()), true
	}
	n, ok := numberOf(value)
	if !ok {
		return nil, false
	}
	whole := new(big.Rat).SetInt(new(big.Int).Quo(n.Num(), n.Denom()))
	return e.number(numeric{whole, integerKind}), true
}

// wholeOf reads an integer, which may be hexadecimal.
func wholeOf(digits string) (*big.Int, bool) {
	digits = strings.TrimSpace(digits)
	if hexadecimal, ok := strings.CutPrefix(strings.ToLower(digits), "0x"); ok {
		return twosComplement(hexadecimal)
	}
	if len(digits) > maxDigits {
		return nil, false
	}
	return new(big.Int).SetString(digits, 10)
}

// twosComplement reads hexadecimal digits, whose first bit is the sign.
func twosComplement(digits string) (*big.Int, bool) {
	if digits == "" || len(digits) > maxDigits || strings.ContainsAny(digits, "+-_") {
		return nil, false
	}
	whole, ok := new(big.Int).SetString(digits, 16)
	if !ok {
		return nil, false
	}
	if bits := uint(4 * len(digits)); whole.Bit(int(bits)-1) == 1 {
		whole.Sub(whole, new(big.Int).Lsh(big.NewInt(1), bits))
	}
	return whole, true
}

// toHex writes as few bytes as hold the number and its sign.
func toHex(_ *evaluation, value any) (any, bool) {
	whole := new(big.Int)
	if digits, isText := textOf(value); isText {
		parsed, ok := wholeOf(digits)
		if !ok {
			return nil, false
		}
		whole = parsed
	} else {
		n, ok := numberOf(value)
		if !ok || n.kind != integerKind {
			return nil, false
		}
		whole.Set(n.Num())
	}
	magnitude := new(big.Int).Set(whole)
	if whole.Sign() < 0 {
		magnitude.Not(whole)
	}
	length := magnitude.BitLen()/8 + 1
	if whole.Sign() < 0 {
		whole.Add(whole, new(big.Int).Lsh(big.NewInt(1), uint(8*length)))
	}
	return "0x" + hex.EncodeToString(whole.FillBytes(make([]byte, length))), true
}

func toDecimal(e *evaluation, value any) (any, bool) {
	r, ok := fractionOf(value)
	if !ok {
		return nil, false
	}
	return e.number(numeric{r, decimalKind}), true
}

func toFloat(_ *evaluation, value any) (any, bool) {
	r, ok := fractionOf(value)
	if !ok {
		return nil, false
	}
	f, _ := r.Float64()
	number := floatNumber(f)
	return number, number != nil
}

// fractionOf returns a number, or the one that a text is.
func fractionOf(value any) (*big.Rat, bool) {
	if digits, ok := textOf(value); ok {
		return ratOf(strings.TrimSpace(digits))
	}
	n, ok := numberOf(value)
	return n.Rat, ok
}

func toBoolean(_ *evaluation, value any) (any, bool) {
	if b, ok := value.(bool); ok {
		return b, true
	}
	word, ok := textOf(value)
	switch {
	case ok && strings.EqualFold(word, "true"):
		return true, true
	case ok && strings.EqualFold(word, "false"):
		return false, true
	default:
		return nil, false
	}
}
