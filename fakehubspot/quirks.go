package fakehubspot

// ArchivingModifies updates lastmodifieddate when a record is archived. No source says whether HubSpot does.
func ArchivingModifies() Option {
	return func(o *options) error { o.config.Quirks.ArchivingModifies = true; return nil }
}

// IDsFollowCreation gives each new record a larger ID than all before it. HubSpot does not: a record can have a smaller ID
// than one that was created hours earlier, so that one created during a full read can lie behind the cursor.
func IDsFollowCreation() Option {
	return func(o *options) error { o.config.Quirks.IDsFollowCreation = true; return nil }
}

// TouchedAfterCreation makes HubSpot touch each new record by itself, as it was seen to do: once 7 to 20 seconds after the
// creation and once 7 to 9 hours after it, on the server's clock. Each touch moves lastmodifieddate and nothing else.
func TouchedAfterCreation() Option {
	return func(o *options) error { o.config.Quirks.TouchedAfterCreation = true; return nil }
}

// MergedAreArchived includes records that were merged away in the archived ones. No source says whether HubSpot does.
func MergedAreArchived() Option {
	return func(o *options) error { o.config.Quirks.MergedAreArchived = true; return nil }
}

// IDsAsText makes search filter and sort hs_object_id as text, so that 9 comes after 10, instead of as a number. Sources
// disagree on what HubSpot does.
func IDsAsText() Option {
	return func(o *options) error { o.config.Search.IDsAsText = true; return nil }
}

// EpochFails answers 500 to a search that filters by the Unix epoch (time 0), as HubSpot has been seen to do.
func EpochFails() Option {
	return func(o *options) error { o.config.Search.EpochFails = true; return nil }
}

// EqualWritesModify moves the time of modification of a record that is given the values that it has. Recorded answers show
// that HubSpot's does not move.
func EqualWritesModify() Option {
	return func(o *options) error { o.config.Quirks.EqualWritesModify = true; return nil }
}

// NormalizesValues keeps what is written in a normal form, so that what is read back is not what was sent: of phone numbers
// the digits, with a + if there was one; of a company's domain the host; numbers without exponents and needless zeros; the
// choices of checkboxes in the order of their options. HubSpot is known to rewrite phone numbers; the rest is made up.
func NormalizesValues() Option {
	return func(o *options) error { o.config.Quirks.NormalizesValues = true; return nil }
}

// ArchivedLag makes archived records leave the search results with the same lag as other changes. Until then, they appear
// as the index last had them. By default, they leave at once. No source says what HubSpot does.
func ArchivedLag() Option {
	return func(o *options) error { o.config.Lag.Archived = true; return nil }
}

// StagesGoForward leaves the lifecyclestage of a contact or company as it is when the API is asked for an earlier one, and says
// nothing; once it has been cleared, it takes any. HubSpot's description of an older API says so, and users report it; others
// report that the API sets any stage.
func StagesGoForward() Option {
	return func(o *options) error { o.config.Quirks.StagesGoForward = true; return nil }
}

// TraceIDsInResults repeats the objectWriteTraceId of an input in its result, as HubSpot's API description has it. No
// recorded answer does.
func TraceIDsInResults() Option {
	return func(o *options) error { o.config.Writing.TraceIDsInResults = true; return nil }
}

// UnorderedResults puts the results of batches in another order than that of the inputs, which HubSpot does not promise to
// keep.
func UnorderedResults() Option {
	return func(o *options) error { o.config.Writing.UnorderedResults = true; return nil }
}

// UpsertConflictsRefuseAll refuses a batch of upserts as a whole because of one conflict, as HubSpot has been seen to do,
// even if each input has an objectWriteTraceId of its own.
func UpsertConflictsRefuseAll() Option {
	return func(o *options) error { o.config.Writing.UpsertConflictsRefuseAll = true; return nil }
}

// RefusedUpsertsWrite writes what can be written of a batch of upserts that is refused as a whole, as an integration says of
// HubSpot: sending such a batch again must be harmless.
func RefusedUpsertsWrite() Option {
	return func(o *options) error { o.config.Writing.RefusedUpsertsWrite = true; return nil }
}
