package dataset

import (
	"errors"
	"fmt"
	"math"
	"math/big"
)

// ErrSince means that a position in a dataset is not an integer.
var ErrSince = errors.New("the position in a dataset must be an integer, the _updated of an entity")

// ParseSince reads a position in a dataset, for Query.Since. A position before the first version means everything, be it
// that of a partial rescan that reaches further back than there is anything.
func ParseSince(text string) (int64, error) {
	n, ok := new(big.Int).SetString(text, 10)
	switch {
	case !ok:
		return 0, fmt.Errorf("%w, got %q", ErrSince, text)
	case n.Sign() < 0:
		return -1, nil
	case !n.IsInt64():
		return math.MaxInt64, nil
	default:
		return n.Int64(), nil
	}
}
