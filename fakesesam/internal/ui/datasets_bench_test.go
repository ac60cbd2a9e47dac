package ui

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// BenchmarkDatasetPages shows pages of a dataset with 1,000,000 contacts, one of which has 10,000 versions. Searches are each
// for something else: what was looked for is remembered.
func BenchmarkDatasetPages(b *testing.B) {
	const total, versions, perCommit = 1_000_000, 10_000, 10_000
	bed := newPageBed(b)
	fill := func(n int, entity func(i int) [2]string) {
		for begin := 0; begin < n; begin += perCommit {
			var part [][2]string
			for i := begin; i < min(begin+perCommit, n); i++ {
				part = append(part, entity(i))
			}
			bed.write(part...)
		}
	}
	fill(total, func(i int) [2]string { return [2]string{fmt.Sprint(57_000_000_000 + 41*i), contact(i)} })
	fill(versions, func(i int) [2]string { return [2]string{"changing", contact(i)} })
	err := bed.node.Store().View(func(tx *dataset.Tx) error {
		m, err := tx.Meta("d")
		if err == nil && m.Next != total+versions {
			b.Fatal(m.Next)
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for _, each := range []struct{ name, path string }{
		{"list", "/datasets"},
		{"first", "/datasets/d"},
		{"second", "/datasets/d?after=999900&at=1010000"},
		{"last", "/datasets/d?end=1"},
		{"oldest", "/datasets/d?sort=oldest"},
		{"byID", "/datasets/d?sort=id"},
		{"exact", "/datasets/d?q=57000000041&open=57000000041"},
		{"prefix", "/datasets/d?q=570000"},
		{"deletedOnly", "/datasets/d?deleted=only&unique=%d"},
		{"searchNothing", "/datasets/d?in=value&q=nowhere%d"},
		{"searchAgain", "/datasets/d?in=value&q=nowhere"},
		{"entity", "/datasets/d/entity?id=57000000041"},
		{"versions", "/datasets/d/entity?id=changing"},
		{"earliest", "/datasets/d/entity?id=changing&from=1000020&new=1000000"},
	} {
		b.Run(each.name, func(b *testing.B) {
			size := 0
			for b.Loop() {
				path := each.path
				if n++; len(path) > 2 && path[len(path)-2:] == "%d" {
					path = fmt.Sprintf(path, n)
				}
				status, body := bed.page(path)
				if status != http.StatusOK {
					b.Fatal(status, body)
				}
				size = len(body)
			}
			b.ReportMetric(float64(size), "bytes")
		})
	}
}
