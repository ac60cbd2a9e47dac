package dtl

import (
	"encoding/json"
	"errors"
	"math/big"
	"slices"

	"github.com/twmb/murmur3"
)

func hashFunctions() []function {
	return []function{
		{
			Name: "hash128", Arguments: "\"murmur3\", SEED?, VALUES", least: 2, most: 3, expression: compileHash,
			Summary: "strings and bytes as integers of 128 bits; other values are left out",
		},
		{
			Name: "literal", Arguments: "VALUE", least: 1, most: 1, Summary: "the argument as it is written, not evaluated",
			expression: func(_ *compiler, _ string, args []any) expression {
				return func(*scope) any { return args[0] }
			},
		},
		{
			Name: "is-changed", Arguments: "FUNCTION", least: 1, most: 1, expression: compileIsChanged,
			Summary: "true if FUNCTION of the source entity differs from that of its previous version, or if one of them is deleted; null without a previous version, or if the source is not a dataset",
		},
		plain("tuples", 0, -1, "VALUES…", "a list of all lists of one value of each argument; null counts for no value", tuples),
		{
			Name: "fail!", Arguments: "MESSAGE", least: 1, most: 1, Summary: "makes the run fail with that message",
			expression: func(c *compiler, at string, args []any) expression {
				message, _ := c.constant(argument(at, 0), args[0], "the message")
				return func(s *scope) any {
					s.fail(errors.New(message))
					return nil
				}
			},
		},
	}
}

func compileHash(c *compiler, at string, args []any) expression {
	if algorithm, ok := c.constant(argument(at, 0), args[0], "the algorithm"); ok && algorithm != "murmur3" {
		c.reject(argument(at, 0), "must be \"murmur3\", the only supported algorithm")
	}
	compiled := c.arguments(at, args)
	return func(s *scope) any {
		seed := 0
		if len(compiled) == 3 {
			var ok bool
			if seed, ok = intOf(compiled[1](s)); !ok {
				return nil
			}
		}
		return s.each(compiled[len(compiled)-1](s), func(value any) (any, bool) {
			content, ok := bytesOf(value)
			if plain, isText := textOf(value); isText {
				content, ok = []byte(plain), true
			}
			low, high := murmur3.SeedSum128(uint64(seed), uint64(seed), content)
			hash := new(big.Int).Lsh(new(big.Int).SetUint64(high), 64)
			return json.Number(hash.Or(hash, new(big.Int).SetUint64(low)).String()), ok
		})
	}
}

// tuples returns the product of its arguments.
func tuples(e *evaluation, args []any) any {
	found := []any{[]any{}}
	if len(args) == 0 {
		return []any{}
	}
	for _, arg := range args {
		var longer []any
		for _, tuple := range found {
			begin, _ := tuple.([]any)
			for _, value := range listOf(arg) {
				if value == nil {
					continue
				}
				if !e.buildList(len(args) + 2) {
					return nil
				}
				longer = append(longer, append(slices.Clip(begin), value))
			}
		}
		found = longer
	}
	return listed(found)
}
