// Package connection limits how long a client may keep a connection waiting: one that sends nothing, or takes nothing, must
// not hold on to what the node has opened for it. A slow client is fine as long as it continues.
package connection

import (
	"net"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/clock"
)

// Silence is how long a client may send or take nothing.
const Silence = time.Minute

// Listen returns a listener whose connections fail when a client takes nothing of an answer for a time.
func Listen(inner net.Listener, silence time.Duration) net.Listener { return listener{inner, silence} }

type listener struct {
	net.Listener
	silence time.Duration
}

func (l listener) Accept() (net.Conn, error) {
	inner, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &conn{inner, l.silence}, nil
}

type conn struct {
	net.Conn
	silence time.Duration
}

func (c *conn) Write(p []byte) (int, error) {
	if err := c.SetWriteDeadline(clock.Deadline(c.silence)); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}

// CloseWrite lets the server end an answer before the request has ended: otherwise the client might not see it.
func (c *conn) CloseWrite() error {
	if tcp, ok := c.Conn.(*net.TCPConn); ok {
		return tcp.CloseWrite()
	}
	return nil
}
