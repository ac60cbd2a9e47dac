package dtl

import (
	"encoding/json"
	"math/big"
	"strings"
)

func numberFunctions() []function {
	add := func(a, b *big.Rat) *big.Rat { return new(big.Rat).Add(a, b) }
	sub := func(a, b *big.Rat) *big.Rat { return new(big.Rat).Sub(a, b) }
	mul := func(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }
	return []function{
		conversion("integer", "strings and numbers as integers, decimals cut off; `0x` begins hexadecimal digits in two's complement", toInteger),
		conversion("decimal", "strings and numbers as numbers", toDecimal),
		probing("is-integer", "true for an integer", func(value any) bool { return isNumber(value, false) }),
		probing("is-decimal", "true for a number that is not an integer", func(value any) bool { return isNumber(value, true) }),
		arithmetic("+", add), arithmetic("plus", add),
		arithmetic("-", sub), arithmetic("minus", sub),
		arithmetic("*", mul), arithmetic("multiply", mul),
		mapping("abs", "numbers without their sign", func(value any) (any, bool) {
			r, ok := numberOf(value)
			if !ok {
				return nil, false
			}
			return number(new(big.Rat).Abs(r)), true
		}),
	}
}

// arithmetic works on the first value of each argument; the result is null if one is not a number.
func arithmetic(name string, f func(a, b *big.Rat) *big.Rat) function {
	return plain(name, 2, 2, "VALUE1, VALUE2", "arithmetic on the first values; null if one is not a number", func(args []any) any {
		a, okA := numberOf(firstOf(args[0]))
		b, okB := numberOf(firstOf(args[1]))
		if !okA || !okB {
			return nil
		}
		return number(f(a, b))
	})
}

func isNumber(value any, decimal bool) bool {
	switch v := value.(type) {
	case json.Number:
		return strings.ContainsAny(v.String(), ".eE") == decimal
	case int, int64:
		return !decimal
	case float64:
		return decimal
	default:
		_, typedDecimal := typed(value, 'f')
		return typedDecimal && decimal
	}
}

func toInteger(value any) (any, bool) {
	if text, ok := textOf(value); ok {
		text = strings.TrimSpace(text)
		if digits, hex := strings.CutPrefix(strings.ToLower(text), "0x"); hex {
			return hexadecimal(digits)
		}
		whole, ok := new(big.Int).SetString(text, 10)
		if !ok || len(text) > 400 {
			return nil, false
		}
		return json.Number(whole.String()), true
	}
	r, ok := numberOf(value)
	if !ok {
		return nil, false
	}
	return json.Number(new(big.Int).Quo(r.Num(), r.Denom()).String()), true
}

// hexadecimal reads digits in two's complement: the first bit is the sign.
func hexadecimal(digits string) (any, bool) {
	if digits == "" || len(digits) > 400 || strings.ContainsAny(digits, "+-_") {
		return nil, false
	}
	whole, ok := new(big.Int).SetString(digits, 16)
	if !ok {
		return nil, false
	}
	if bits := uint(4 * len(digits)); whole.Bit(int(bits)-1) == 1 {
		whole.Sub(whole, new(big.Int).Lsh(big.NewInt(1), bits))
	}
	return json.Number(whole.String()), true
}

func toDecimal(value any) (any, bool) {
	if text, ok := textOf(value); ok {
		r, ok := ratOf(strings.TrimSpace(text))
		if !ok {
			return nil, false
		}
		return number(r), true
	}
	r, ok := numberOf(value)
	if !ok {
		return nil, false
	}
	return number(r), true
}

// intOf returns the first value as an integer that fits an int.
func intOf(value any) (int, bool) {
	r, ok := numberOf(firstOf(value))
	if !ok || !r.IsInt() || !r.Num().IsInt64() {
		return 0, false
	}
	return int(r.Num().Int64()), true
}

func booleanOf(value any) (any, bool) {
	text, ok := textOf(value)
	switch {
	case ok && strings.EqualFold(text, "true"):
		return true, true
	case ok && strings.EqualFold(text, "false"):
		return false, true
	default:
		return nil, false
	}
}
