package extract

import "context"

// changes reads what changed after the offset: live records from the search index, then the tombstones. Tombstones come
// last because what they report was seen later and remains true: an ID that was merged away never returns, and the
// archive is read after every live record.
func (r *Run) changes(ctx context.Context, yield yieldFunc) error {
	for page, err := range r.searchPages(ctx) {
		if err != nil {
			return err
		}
		r.opts.Archives.alive(r.object, page.Records, &r.horizon)
		for i := range page.Records {
			rec := &page.Records[i]
			r.rememberMerged(rec)
			r.audit.seen++
			if rec.Archived {
				continue // the index lags behind; the archive reports the record
			}
			entity, err := r.live(ctx, page, i)
			if err != nil {
				return err
			}
			if r.horizon.isLimit(entity.Updated) {
				r.audit.recent++
			}
			if !yield(entity, nil) {
				return errStopped
			}
		}
	}
	if r.deletions {
		if err := r.tombstones(ctx, yield); err != nil {
			return err
		}
	}
	r.complete = true
	return nil
}
