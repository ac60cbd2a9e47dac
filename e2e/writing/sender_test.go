package writing

import "math/rand/v2"

// routesOf chooses one of the two ways to write.
func routeOf(n int) string { return routes[n%len(routes)] }

// send sends some of the things, most of them those that have changed, as a pump does.
func (w *world) send(k *kind, s step) error {
	chance := rand.New(rand.NewPCG(uint64(s.A), uint64(s.B)<<16|uint64(s.C)))
	var items []*item
	for _, t := range w.erp {
		if t.kind != k || t.ended || chance.IntN(4) == 0 || !t.unsent && chance.IntN(2) == 0 {
			continue
		}
		m := mannerOf(s.C + chance.IntN(32))
		items = append(items, t.send(m))
		for chance.IntN(4) == 0 { // changed again before it is sent
			w.values++
			if t.change(k.fields[chance.IntN(len(k.fields))], w.values); chance.IntN(5) == 0 {
				t.deleted = true
			}
			items = append(items, t.send(mannerOf(chance.IntN(32))))
		}
	}
	if chance.IntN(4) == 0 {
		items = append(items, &item{text: k.wrong[chance.IntN(len(k.wrong))]})
	}
	if s.B%3 == 0 { // things are not sent in an order of theirs, but changes of each are
		items = interleaved(items, chance)
	}
	if w.Crowd && s.B%2 == 0 {
		items = w.among(k, items)
	}
	return w.pump(routeOf(s.B/2), k, items, s.Plan)
}

// interleaved returns the items in another order, but those of each thing in the same one.
func interleaved(items []*item, chance *rand.Rand) []*item {
	queues := map[*thing][]*item{}
	order := make([]*thing, len(items))
	for n, i := range items {
		order[n] = i.thing
		queues[i.thing] = append(queues[i.thing], i)
	}
	chance.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
	mixed := make([]*item, len(items))
	for n, t := range order {
		mixed[n], queues[t] = queues[t][0], queues[t][1:]
	}
	return mixed
}

// among puts many items before the last half of the items, so that those are in another batch.
func (w *world) among(k *kind, items []*item) []*item {
	half := len(items) / 2
	all := append([]*item(nil), items[:half]...)
	for n := range 100 {
		t := newThing(k, 1000+n)
		t.values[k.fields[0]] = "crowd"
		i := t.send(manner{Whole: true})
		i.crowd = true
		all = append(all, i)
	}
	return append(all, items[half:]...)
}

// pump sends items in one batch, once more if that fails, and then each by itself.
func (w *world) pump(route string, k *kind, items []*item, p plan) error {
	for range 2 {
		verdicts, err := w.request(route, k, items, p)
		if err != nil || clean(verdicts) || route == "/transform_" && settled(verdicts) {
			return err
		}
		p = plan{}
	}
	for n, i := range items {
		if i.crowd {
			continue
		}
		verdicts, err := w.request(route, k, []*item{i}, plan{})
		if err != nil {
			return err
		}
		if verdicts[0].is == "unknown" { // HubSpot is away: the run ends
			for _, left := range items[n:] {
				left.unsend()
			}
			return nil
		}
	}
	return nil
}

// unsend takes in that an item will be sent again, whatever was said of it in a batch: those before it have been sent again since.
func (i *item) unsend() {
	if i.thing == nil || i.thing.ended {
		return
	}
	i.thing.unsent = true
	for field := range i.values {
		i.thing.dirty[field] = true
	}
}

// clean reports whether every item is done.
func clean(verdicts []verdict) bool {
	for _, v := range verdicts {
		if v.is != "done" {
			return false
		}
	}
	return true
}

// settled reports whether it is known what has become of every item.
func settled(verdicts []verdict) bool {
	for _, v := range verdicts {
		if v.is == "unknown" {
			return false
		}
	}
	return true
}
