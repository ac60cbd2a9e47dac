package scenarios

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// Products that the ERP sends get their HubSpot IDs in the project's dataset, and are known by them from then on: with another SKU
// they remain the same products, and they can be deleted without one. What HubSpot refuses is kept beside them, with the reason.
func TestProductsComeHome(t *testing.T) {
	const products = 40
	options := stack.Options{Records: map[string]int{"products": products}, Seed: 86, Environment: impatient}
	scenario(t, options, func(ctx context.Context, t *testing.T, s *stack.Stack) {
		share := flow{s, "products", stack.SharePipe}
		chair := map[string]any{"_id": "erp:chair", "hs_sku": "CH-1", "name": "Chair", "price": 1490}
		table := map[string]any{"_id": "erp:table", "hs_sku": "TA-1", "name": "Table", "price": "cheap"}

		// HubSpot goes away when it has written the chair, before it says so.
		must(t, s.Sesam.Send(ctx, stack.ProductsPipe, chair, table))
		must(t, s.HubSpot.AddFault(ctx, stack.Fault{Kind: "lost", Count: 1, Match: stack.FaultMatch{Path: share.path() + "/batch/upsert"}}))
		must(t, s.HubSpot.AddFault(ctx, stack.Fault{
			Kind: "status", Status: http.StatusBadGateway, Match: stack.FaultMatch{Path: share.path() + "/batch/read", Nth: 2},
		}))
		share.failed(ctx, t, "503")
		if kept := share.live(ctx, t); len(kept) > 0 || len(share.records(ctx, t)) != products+1 {
			t.Fatalf("the dataset has %v, and HubSpot %d products, want none and %d", kept, len(share.records(ctx, t)), products+1)
		}
		must(t, s.HubSpot.ClearFaults(ctx))
		must(t, s.RestartConnector(ctx)) // it forgets the pause that it makes after a failure
		share.completed(ctx, t, "full", 2, 2)
		id := share.outcome(ctx, t, "erp:chair", "unchanged")["id"]
		share.has(ctx, t, products+1, id, map[string]string{"hs_sku": "CH-1", "name": "Chair", "price": "1490"})
		if why := share.outcome(ctx, t, "erp:table", "refused")["error"]; why == nil {
			t.Error("the dataset does not say why the table was refused")
		}

		// Everything again settles after one run, and causes no write.
		must(t, s.HubSpot.ForgetRequests(ctx))
		must(t, s.Sesam.Reset(ctx, share.pipe))
		share.run(ctx, t)
		share.completed(ctx, t, "incremental", 0, 0)
		must(t, s.Sesam.Reset(ctx, share.pipe))
		share.completed(ctx, t, "full", 2, 0)
		share.wrote(ctx, t, 0)

		chair["hs_sku"], chair["price"], table["price"] = "CH-2", 1590, 2900
		must(t, s.Sesam.Send(ctx, stack.ProductsPipe, chair, table))
		share.completed(ctx, t, "incremental", 2, 2)
		if now := share.outcome(ctx, t, "erp:chair", "updated")["id"]; now != id {
			t.Errorf("with another SKU the chair is product %v, want %v", now, id)
		}
		share.outcome(ctx, t, "erp:table", "created")
		share.has(ctx, t, products+2, id, map[string]string{"hs_sku": "CH-2", "name": "Chair", "price": "1590"})

		// A user archives the chair: it is not made anew, and once it is restored it is what the ERP says.
		must(t, s.HubSpot.Object(share.object).Archive(ctx, fmt.Sprint(id)))
		for price := range 3 {
			chair["price"] = price
			must(t, s.Sesam.Send(ctx, stack.ProductsPipe, chair))
			share.completed(ctx, t, "incremental", 1, 1)
			share.outcome(ctx, t, "erp:chair", "refused")
		}
		must(t, s.HubSpot.Object(share.object).Restore(ctx, fmt.Sprint(id)))
		chair["price"] = 1690
		must(t, s.Sesam.Send(ctx, stack.ProductsPipe, chair))
		share.completed(ctx, t, "incremental", 1, 1)
		share.outcome(ctx, t, "erp:chair", "updated")
		share.has(ctx, t, products+2, id, map[string]string{"hs_sku": "CH-2", "price": "1690"})

		must(t, s.Sesam.Send(ctx, stack.ProductsPipe, map[string]any{"_id": "erp:chair", "_deleted": true}))
		share.completed(ctx, t, "incremental", 1, 1)
		if records := share.records(ctx, t); len(records) != products+1 {
			t.Errorf("HubSpot has %d products after the ERP has deleted the chair, want %d", len(records), products+1)
		}
		must(t, s.Sesam.Send(ctx, stack.ProductsPipe, chair))
		share.completed(ctx, t, "incremental", 1, 1)
		if now := share.outcome(ctx, t, "erp:chair", "created")["id"]; now == id {
			t.Errorf("the chair that was deleted and has come back is product %v again, which is archived", now)
		}
	})
}

// outcome returns what the dataset says has become of an entity, whose status must be this.
func (f flow) outcome(ctx context.Context, t *testing.T, id, status string) map[string]any {
	t.Helper()
	outcome, _ := f.live(ctx, t)[id]["$hubspot"].(map[string]any)
	if outcome["status"] != status {
		t.Errorf("%s: %s has become %v, want %s", f.pipe, id, outcome, status)
	}
	return outcome
}

// has requires that HubSpot has this many records, and one with the ID and these properties.
func (f flow) has(ctx context.Context, t *testing.T, records int, id any, properties map[string]string) {
	t.Helper()
	record, err := f.HubSpot.Object(f.object).Get(ctx, fmt.Sprint(id), slices.Collect(maps.Keys(properties))...)
	must(t, err)
	for name, want := range properties {
		if got := record.Properties[name]; got != want {
			t.Errorf("%s: %s of record %v is %q, want %q", f.pipe, name, id, got, want)
		}
	}
	if all := f.records(ctx, t); len(all) != records {
		t.Errorf("%s: HubSpot has %d %s, want %d", f.pipe, len(all), f.object, records)
	}
}
