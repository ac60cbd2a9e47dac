package stack

import (
	"errors"
	"net"
)

// FreePort returns a port of this machine's loopback on which nothing listens at the moment.
func FreePort() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it listens at once, or not at all
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	return port, errors.Join(err, listener.Close())
}
