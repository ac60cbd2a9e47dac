package extract

import "context"

// arrived sees to it that a page gets what it lacks and is passed on. If that takes calls, whoever has read the page does not
// wait for them. The page has a slot.
func (c *crew) arrived(ctx context.Context, next *page) error {
	switch {
	case c.unlinked != nil:
		return c.await(ctx, next)
	case c.finish != nil:
		c.passBeside(ctx, next)
		return nil
	default:
		defer c.slots.give(1)
		return c.pass(ctx, next)
	}
}

// await lets a page wait for the links of its records, without its slot. If there are enough pages now, it has them read.
func (c *crew) await(ctx context.Context, next *page) error {
	batch, err := c.unlinked.add(next)
	switch {
	case err != nil:
		next.Release()
		c.slots.give(1)
	case len(batch) == 0:
		c.slots.give(1)
	default:
		c.do(func() error { return c.link(ctx, batch) })
	}
	return err
}

// passRest passes on the pages that still wait when all parts have been read.
func (c *crew) passRest(ctx context.Context) error {
	if c.unlinked == nil || !c.slots.take(ctx) {
		return nil
	}
	return c.link(ctx, c.unlinked.rest())
}

// link reads the links of a batch of pages, which has one slot, and passes the pages on: one after the other, unless there are
// more slots for what they still lack.
func (c *crew) link(ctx context.Context, batch []*page) error {
	held := 1
	defer func() {
		release(batch) // what has not been passed on
		c.slots.give(held)
	}()
	if err := c.unlinked.link(ctx, batch); err != nil {
		return err
	}
	if c.finish == nil && len(batch) > 1 {
		held = len(batch) // from now on, nobody has taken them
		c.slots.exceed(held - 1)
	}
	for len(batch) > 0 {
		next := batch[0]
		batch = batch[1:]
		if c.finish != nil && c.slots.takeFree() {
			c.passBeside(ctx, next)
			continue
		}
		if err := c.pass(ctx, next); err != nil {
			return err
		}
		if held > 1 {
			held--
			c.slots.give(1)
		}
	}
	return nil
}

// release releases pages.
func release(unused []*page) {
	for _, one := range unused {
		one.Release()
	}
}

// passBeside passes a page on that has a slot, in a goroutine of its own.
func (c *crew) passBeside(ctx context.Context, next *page) {
	c.do(func() error {
		defer c.slots.give(1)
		return c.pass(ctx, next)
	})
}

// pass makes the page for Sesam out of the next one and passes it on.
func (c *crew) pass(ctx context.Context, next *page) error {
	if c.finish != nil {
		var err error
		if next, err = c.finish(ctx, next); err != nil {
			return err
		}
	}
	select {
	case c.out <- next:
	case <-ctx.Done():
		next.Release()
	}
	return nil
}
