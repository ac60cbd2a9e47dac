package fakesesam

// TB is the part of [testing.TB] that [Start] needs.
type TB interface {
	Helper()
	Cleanup(f func())
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Start starts a node for a test and closes it when the test ends. An invalid option fails the test.
func Start(t TB, opts ...Option) *Node {
	t.Helper()
	n, err := New(opts...)
	if err != nil {
		t.Fatalf("fakesesam: %v", err)
		return nil
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Errorf("fakesesam: closing the node: %v", err)
		}
	})
	return n
}
