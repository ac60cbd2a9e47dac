package fault

import (
	"crypto/tls"
	"net"
	"net/http"
)

// strikeReset does what cut does and tears the TCP connection down with a RST
// instead of a FIN, as a crashed peer or a firewall does. What was sent may be
// lost with it.
func strikeReset(c *call) bool {
	c.begin()
	conn, _, err := http.NewResponseController(c.w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // no connection of its own to reset: cut it
	}
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn()
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // closing now discards what is unsent and sends a RST
	}
	_ = conn.Close()
	return true
}
