package dtl

import (
	"math"
	"math/big"
)

// operation is arithmetic on two numbers; ok is false if it has no result.
type operation func(e *evaluation, a, b numeric) (result numeric, ok bool)

func mathFunctions() []function {
	return []function{
		symbol("+", "VALUE1, VALUE2", "the sum", plus), stepwise("plus", "INCREMENT", "VALUES, each increased by INCREMENT", plus),
		symbol("-", "VALUE1, VALUE2", "VALUE1 less VALUE2", minus), stepwise("minus", "DECREMENT", "VALUES, each decreased by DECREMENT", minus),
		symbol("*", "VALUE, MULTIPLIER", "the product", times), stepwise("multiply", "MULTIPLIER", "VALUES, each multiplied by MULTIPLIER", times),
		symbol("/", "DIVIDEND, DIVISOR", "the quotient; null if DIVISOR is 0", over), stepwise("divide", "DIVISOR", "VALUES, each divided by DIVISOR", over),
		symbol("%", "DIVIDEND, DIVISOR", "the remainder, with the sign of DIVISOR", modulo),
		stepwise("mod", "DIVISOR", "the remainders of VALUES, with the sign of DIVISOR", modulo),
		symbol("^", "VALUE, EXPONENT", "the power", power), stepwise("pow", "EXPONENT", "VALUES, each to the power of EXPONENT", power),
		mapping("abs", "numbers without their sign", func(e *evaluation, value any) (any, bool) {
			n, ok := numberOf(value)
			if !ok {
				return nil, false
			}
			return e.number(numeric{new(big.Rat).Abs(n.Rat), n.kind}), true
		}),
		plain("sum", 1, 1, "VALUES", "the sum of the numbers in VALUES; 0 without numbers", func(e *evaluation, args []any) any {
			sum := numeric{new(big.Rat), integerKind}
			for _, value := range listOf(args[0]) {
				if n, ok := numberOf(value); ok && e.spend(1) && e.read(value) {
					sum, _ = plus(e, sum, n)
				}
			}
			return e.number(sum)
		}),
		rounding("round", "rounded to DIGITS decimals, halves to the even digit", toEven),
		rounding("ceil", "rounded up to DIGITS decimals", func(r *big.Rat) *big.Int {
			return new(big.Int).Neg(floor(new(big.Rat).Neg(r)))
		}),
		rounding("floor", "rounded down to DIGITS decimals", floor),
		real("sqrt", "the square roots of numbers; null for a negative one", math.Sqrt),
		real("sin", "the sines of numbers in radians", math.Sin),
		real("cos", "the cosines of numbers in radians", math.Cos),
		real("tan", "the tangents of numbers in radians; null where they are undefined", func(x float64) float64 {
			const undefined = 1e15
			if tangent := math.Tan(x); math.Abs(tangent) < undefined {
				return tangent
			}
			return math.NaN()
		}),
	}
}

// symbol is arithmetic in natural order on the first values; the result is null if one is not a number.
func symbol(name, arguments, summary string, of operation) function {
	return plain(name, 2, 2, arguments, summary+"; of lists, the first values; null if one is not a number", func(e *evaluation, args []any) any {
		a, okA := numberOf(firstOf(args[0]))
		b, okB := numberOf(firstOf(args[1]))
		if !okA || !okB {
			return nil
		}
		return e.calculated(of, a, b)
	})
}

// stepwise is the arithmetic of each of several values with one number, which is the first argument.
func stepwise(name, argument, summary string, of operation) function {
	return plain(name, 2, 2, argument+", VALUES", summary, func(e *evaluation, args []any) any {
		b, okB := numberOf(firstOf(args[0]))
		return e.each(args[1], func(value any) (any, bool) {
			a, okA := numberOf(value)
			if !okA || !okB {
				return nil, false
			}
			result := e.calculated(of, a, b)
			return result, result != nil
		})
	})
}

func (e *evaluation) calculated(of operation, a, b numeric) any {
	result, ok := of(e, a, b)
	if !ok {
		return nil
	}
	return e.number(result)
}

func plus(_ *evaluation, a, b numeric) (numeric, bool) {
	return numeric{new(big.Rat).Add(a.Rat, b.Rat), max(a.kind, b.kind)}, true
}

func minus(_ *evaluation, a, b numeric) (numeric, bool) {
	return numeric{new(big.Rat).Sub(a.Rat, b.Rat), max(a.kind, b.kind)}, true
}

func times(_ *evaluation, a, b numeric) (numeric, bool) {
	return numeric{new(big.Rat).Mul(a.Rat, b.Rat), max(a.kind, b.kind)}, true
}

// over makes a decimal of two integers, unless the quotient is an integer too.
func over(_ *evaluation, a, b numeric) (numeric, bool) {
	if b.Sign() == 0 {
		return numeric{}, false
	}
	quotient := numeric{new(big.Rat).Quo(a.Rat, b.Rat), max(a.kind, b.kind)}
	if quotient.kind == integerKind && !quotient.IsInt() {
		quotient.kind = decimalKind
	}
	return quotient, true
}

func modulo(_ *evaluation, a, b numeric) (numeric, bool) {
	if b.Sign() == 0 {
		return numeric{}, false
	}
	whole := new(big.Rat).SetInt(floor(new(big.Rat).Quo(a.Rat, b.Rat)))
	return numeric{new(big.Rat).Sub(a.Rat, whole.Mul(whole, b.Rat)), max(a.kind, b.kind)}, true
}

// power is exact for a whole exponent.
func power(e *evaluation, a, b numeric) (numeric, bool) {
	of := max(a.kind, b.kind)
	if !b.IsInt() {
		x, _ := a.Float64()
		y, _ := b.Float64()
		result := new(big.Rat)
		return numeric{result, of}, result.SetFloat64(math.Pow(x, y)) != nil
	}
	bits := int64(max(a.Num().BitLen(), a.Denom().BitLen()))
	if trivial := bits <= 1; !trivial && (!b.Num().IsInt64() || b.Num().BitLen() > 32 || bits*abs(b.Num().Int64()) > 4*maxDigits) {
		e.fail(errDigits)
		return numeric{}, false
	}
	exponent := new(big.Int).Abs(b.Num())
	if exponent.BitLen() > 32 { // of 0, 1 or -1, of which only the last bit matters
		exponent.SetUint64(2 + uint64(exponent.Bit(0)))
	}
	result := new(big.Rat).SetFrac(new(big.Int).Exp(a.Num(), exponent, nil), new(big.Int).Exp(a.Denom(), exponent, nil))
	if b.Sign() < 0 {
		if result.Sign() == 0 {
			return numeric{}, false
		}
		result.Inv(result)
		if of == integerKind && !result.IsInt() {
			of = decimalKind
		}
	}
	return numeric{result, of}, true
}

func abs(n int64) int64 { return max(n, -n) }

// rounding rounds numbers to a whole number of units, of which there are ten to the power of DIGITS in one.
func rounding(name, summary string, whole func(*big.Rat) *big.Int) function {
	return plain(name, 1, 2, "DIGITS?, VALUES", "numbers "+summary+"; DIGITS is 0 by default, which makes integers", func(e *evaluation, args []any) any {
		digits, last := 0, len(args)-1
		if last == 1 {
			var ok bool
			if digits, ok = intOf(args[0]); !ok || abs(int64(digits)) > maxExponent {
				return nil
			}
		}
		units := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(abs(int64(digits))), nil))
		if digits < 0 {
			units.Inv(units)
		}
		return e.each(args[last], func(value any) (any, bool) {
			n, ok := numberOf(value)
			if !ok {
				return nil, false
			}
			rounded := new(big.Rat).SetInt(whole(new(big.Rat).Mul(n.Rat, units)))
			if digits == 0 {
				n.kind = integerKind
			}
			return e.number(numeric{rounded.Quo(rounded, units), n.kind}), true
		})
	})
}

func floor(r *big.Rat) *big.Int {
	// Div rounds down, because a denominator is positive.
	return new(big.Int).Div(r.Num(), r.Denom())
}

func toEven(r *big.Rat) *big.Int {
	down := floor(r)
	rest := new(big.Rat).Sub(r, new(big.Rat).SetInt(down))
	half := rest.Cmp(big.NewRat(1, 2))
	if half > 0 || half == 0 && down.Bit(0) == 1 {
		down.Add(down, big.NewInt(1))
	}
	return down
}

// real maps numbers as floats. The result is null where the function has none.
func real(name, summary string, f func(float64) float64) function {
	return mapping(name, summary, func(_ *evaluation, value any) (any, bool) {
		n, ok := numberOf(value)
		if !ok {
			return nil, false
		}
		x, _ := n.Float64()
		return floatNumber(f(x)), true
	})
}
