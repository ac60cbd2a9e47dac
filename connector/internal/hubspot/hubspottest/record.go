package hubspottest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

const layout = "2006-01-02T15:04:05.000Z"

// Join returns records as the elements of an array.
func Join(records []Record, names []string) string {
	items := make([]string, len(records))
	for i, c := range records {
		items[i] = c.JSON(names)
	}
	return strings.Join(items, ",")
}

// JSON returns the record with the named properties (none: HubSpot's defaults), in alphabetical order as HubSpot does.
func (c Record) JSON(names []string) string {
	if len(names) == 0 {
		names = []string{"email", "firstname", "lastname"}
	}
	modified := c.Modified.UTC().Format(layout)
	values := map[string]*string{}
	for _, name := range names {
		values[name] = nil
		if v, ok := c.Extra[name]; ok {
			values[name] = &v
		}
	}
	set := func(name, value string) { values[name] = &value }
	set("createdate", "2020-01-01T00:00:00.000Z")
	set("hs_object_id", strconv.FormatUint(c.ID, 10))
	set("lastmodifieddate", modified)
	if slices.Contains(names, "hs_lastmodifieddate") {
		set("hs_lastmodifieddate", modified)
	}
	if slices.Contains(names, "hs_merged_object_ids") && c.Merged != "" {
		set("hs_merged_object_ids", c.Merged)
	}
	properties, _ := json.Marshal(values)
	archive := `"archived":false`
	if !c.ArchivedAt.IsZero() {
		archive = fmt.Sprintf(`"archived":true,"archivedAt":%q`, c.ArchivedAt.UTC().Format(layout))
	}
	return fmt.Sprintf(`{"id":"%d","properties":%s,"createdAt":"2020-01-01T00:00:00.000Z","updatedAt":%q,%s}`, c.ID, properties, modified, archive)
}

// At returns a time of a fixed day, for short test tables.
func At(hour, minute, second, ms int) time.Time {
	return time.Date(2026, 3, 1, hour, minute, second, ms*int(time.Millisecond), time.UTC)
}
