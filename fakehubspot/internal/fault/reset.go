package fault

import (
	"crypto/tls"
	"net"
	"net/http"
)

// strikeReset does what cut does, but ends the TCP connection with a RST instead of a FIN, as a crashed peer or a firewall
// does. Bytes that were sent may be lost with it.
func strikeReset(c *call) bool {
	c.begin()
	c.reset()
	return true
}

// reset ends the connection with a RST.
func (c *call) reset() {
	conn, _, err := http.NewResponseController(c.w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // there is no connection to reset: cut it
	}
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn()
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // closing now discards unsent bytes and sends a RST
	}
	_ = conn.Close()
}
