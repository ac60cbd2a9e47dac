package chaos

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// erp is a system that sends persons and products to the node, each again until the node has taken it.
type erp struct {
	*stage

	chance            *rand.Rand
	persons, products map[string]string // what each is called, by e-mail address and by SKU
	past              map[string]bool   // what each was ever called: its address or SKU, and the name
	sent              int
}

func (e *erp) work(ctx context.Context, over func() bool) {
	pace := time.NewTicker(200 * time.Millisecond)
	defer pace.Stop()
	for !over() {
		<-pace.C
		n := e.chance.IntN(40)
		name := fmt.Sprintf("name %d", e.sent)
		pipe, entity := stack.PersonsPipe, map[string]any{"_id": fmt.Sprint("person:", n), "email": fmt.Sprint("p", n, erpDomain), "firstname": name}
		known, key := e.persons, fmt.Sprint("p", n, erpDomain)
		if e.chance.IntN(2) == 0 {
			pipe, entity = stack.ProductsPipe, map[string]any{"_id": fmt.Sprint("product:", n), "hs_sku": fmt.Sprint("SKU-", n), "name": name}
			known, key = e.products, fmt.Sprint("SKU-", n)
		}
		e.past[key+" "+name] = true
		if e.patiently(ctx, answerLimit, "fakesesam", "taking "+key, func(ctx context.Context) error {
			return stack.Await(ctx, "the node to take "+key, func() bool { return e.sesam.Send(ctx, pipe, entity) == nil })
		}) == nil {
			known[key] = name
			e.sent++
		}
	}
}

// refused reports whether HubSpot has said no.
func refused(err error) bool {
	said, ok := errors.AsType[*stack.StatusError](err)
	return ok && said.Status < http.StatusInternalServerError
}
