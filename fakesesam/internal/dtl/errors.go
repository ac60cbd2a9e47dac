package dtl

import "errors"

// NotSupported reports a function of Sesam's DTL that this node does not have.
type NotSupported struct{ Function string }

func (e *NotSupported) Error() string { return "function \"" + e.Function + "\" is not supported here" }

// Error is one error in a transform, found when it is compiled.
type Error struct {
	// Path is the place in the transform, such as "rules.default[2]"; "" for the transform itself.
	Path string
	// Msg says what is wrong and what would be right.
	Msg string
	// Cause is a *NotSupported if that is what is wrong, otherwise nil.
	Cause error
}

// Error returns the path and the message.
func (e *Error) Error() string { return At("transform", e.Path) + ": " + e.Msg }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// At joins two paths: At("transform", "[0].rules") is "transform[0].rules".
func At(outer, path string) string {
	switch {
	case outer == "":
		return path
	case path == "" || path[0] == '[':
		return outer + path
	default:
		return outer + "." + path
	}
}

// Errors splits an error of Compile into its parts.
func Errors(err error) []*Error {
	if joined, ok := errors.AsType[joinedError](err); ok {
		var all []*Error
		for _, each := range joined.Unwrap() {
			all = append(all, Errors(each)...)
		}
		return all
	}
	if one, ok := errors.AsType[*Error](err); ok {
		return []*Error{one}
	}
	return []*Error{{Msg: err.Error()}}
}

// joinedError is what errors.Join returns.
type joinedError interface {
	error
	Unwrap() []error
}
