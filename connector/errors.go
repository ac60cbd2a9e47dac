package connector

import "errors"

// ErrInvalid means that a setting or an option is invalid. The errors of [ConfigFromEnv], [Config.Validate] and [New] match
// it; their text names every invalid setting and what would be right.
var ErrInvalid = errors.New("invalid configuration")

// invalidError is an error that matches ErrInvalid without saying so in its text.
type invalidError struct{ error }

func (e invalidError) Unwrap() []error { return []error{e.error, ErrInvalid} }

// joinInvalid returns one error for all that is invalid, nil for nothing.
func joinInvalid(all ...error) error {
	if err := errors.Join(all...); err != nil {
		return invalidError{err}
	}
	return nil
}
