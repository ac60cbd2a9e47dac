package extract

import (
	"fmt"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// idsOf returns the IDs of a page's records as numbers.
func idsOf(page *hubspot.Page) ([]uint64, error) {
	ids := make([]uint64, len(page.Records))
	for i := range page.Records {
		id, err := idOf(&page.Records[i])
		if err != nil {
			return nil, err
		}
		ids[i] = id
	}
	return ids, nil
}

// idOf returns the ID of a record as a number.
func idOf(rec *hubspot.Record) (uint64, error) {
	id, err := strconv.ParseUint(string(rec.ID), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("id %.40s does not fit into 64 bits", rec.ID)
	}
	return id, nil
}

// widthOf returns how many IDs as many records take as there are in ids, which ascend. A gap between two blocks of IDs says
// nothing of the next page, so the denser half of them counts.
func widthOf(ids []uint64) uint64 {
	if len(ids) < 3 {
		return uint64(len(ids))
	}
	first, middle, last := ids[0], ids[len(ids)/2], ids[len(ids)-1]
	return 2 * min(middle-first, last-middle)
}
