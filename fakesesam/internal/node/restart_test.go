package node

import (
	"sync"
	"testing"
)

// The client polls the status while a node restarts; this test is for the race detector.
func TestStatusDuringARestart(t *testing.T) {
	n := configured(t, Options{}, written)
	done := make(chan struct{})
	var asking sync.WaitGroup
	asking.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
				_, _, _ = n.Started(), n.Env(), n.SecretNames()
			}
		}
	})
	for range 5 {
		if err := n.Restart(); err != nil {
			t.Error(err)
		}
	}
	close(done)
	asking.Wait()
}
