package node

// Restart does what stopping and starting the program does: it ends all runs and reads everything again. When something
// cannot be read, the node stays as it is.
func (n *Node) Restart() error {
	n.changing.Lock()
	defer n.changing.Unlock()
	return n.load(false)
}

// Reset makes the node new: no datasets, no offsets, and only the configuration it was started with.
func (n *Node) Reset() error {
	n.changing.Lock()
	defer n.changing.Unlock()
	return n.load(true)
}
