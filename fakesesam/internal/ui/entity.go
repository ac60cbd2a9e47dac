package ui

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

const (
	// versionsOfPage is how many versions a page lists, mostVersions how many of an entity it knows of.
	versionsOfPage = 50
	mostVersions   = 20_000
	// costlyVersions is how many it takes until the page is fetched less often.
	costlyVersions = 2000
)

// entityPage is one entity: its versions, and what changed between two of them.
type entityPage struct {
	frame
	datasetHead

	ID string
	// Unknown means that the dataset has no such entity, Unfound that it has no such version as the address asks for.
	Unknown bool
	Unfound string
	// Count counts the versions; Many means that there are more.
	Count int
	Many  bool
	// Versions are a part of the versions, the newest first; Later and Earlier are the addresses of other parts.
	Versions       []versionRow
	Later, Earlier string
	// JSON is the address of all versions.
	JSON string
	// After is the version that the page shows, Before the one that it is compared with, nil if it is the first.
	After, Before *comparedVersion
	// Latest means that After is the latest version.
	Latest bool
	Diff   diffView
}

// comparedVersion is one of the two versions that are compared.
type comparedVersion struct {
	versionView

	// Number counts from the first version, 0 if it is unknown.
	Number int
	Cause  cause
}

// versionRow is a version in the list.
type versionRow struct {
	Number   int
	Offset   int64
	At       time.Time
	Deleted  bool
	Size     string
	Is, Was  bool // After or Before of the comparison
	Compared string
	JSON     string
	Cause    cause
}

func (p *pages) entity(c *gin.Context) {
	name, id := c.Param("id"), c.Query("id")
	page := &entityPage{frame: p.frame("entity", "datasets", labelText(id)), ID: id}
	err := p.fillEntity(c, page, name)
	page.Missing = errors.Is(err, dataset.ErrNoDataset)
	switch {
	case page.Missing || page.Unknown:
		if page.ID = p.mask(id); page.Missing {
			p.hide(&page.datasetHead)
		}
		page.Title = labelText(page.ID)
		p.show(c, http.StatusNotFound, "entity", page)
	case err != nil:
		p.failed(c, err)
	default:
		p.show(c, http.StatusOK, "entity", page)
	}
}

// fillEntity reads what the page shows of its entity.
func (p *pages) fillEntity(c *gin.Context, page *entityPage, name string) error {
	if _, err := p.headOf(name, &page.datasetHead); err != nil {
		return err
	}
	marks, more, err := p.node.Store().Marks(c.Request.Context(), name, page.ID, mostVersions)
	if err != nil || len(marks) == 0 {
		page.Unknown = err == nil
		return err
	}
	page.Count, page.Many = len(marks), more
	page.JSON = page.API + "/entity?" + url.Values{"entity_id": {page.ID}, "history": {"true"}}.Encode()
	if page.Count > costlyVersions {
		page.Every = "5000"
	}
	if err := p.compare(c, page, marks); err != nil {
		return err
	}
	return p.listVersions(c, page, marks)
}

// compare reads the two versions that the address names: by default the latest one and the one before it.
func (p *pages) compare(c *gin.Context, page *entityPage, marks []dataset.Mark) error {
	after := marks[0].Offset
	if asked := offsetOf(c, "new"); asked >= 0 {
		after = asked
	}
	was := offsetOf(c, "old")
	if was > after {
		after, was = was, after
	}
	now, err := p.versionAt(page.Name, page.ID, after)
	if err == nil && now == nil {
		page.Unfound = strconv.FormatInt(after, 10)
		now, err = p.versionAt(page.Name, page.ID, marks[0].Offset)
	}
	if err != nil || now == nil {
		page.Unknown = err == nil // rolled back only now
		return err
	}
	before := now.Previous
	if was >= 0 && page.Unfound == "" {
		before = was
	}
	then, err := p.versionAt(page.Name, page.ID, before)
	if err == nil && then == nil && before >= 0 {
		page.Unfound = strconv.FormatInt(before, 10)
		then, err = p.versionAt(page.Name, page.ID, now.Previous)
	}
	if err != nil {
		return err
	}
	page.Latest = now.Offset == marks[0].Offset
	if page.After, err = p.compared(page, now, marks); err != nil {
		return err
	}
	if then != nil {
		if page.Before, err = p.compared(page, then, marks); err != nil {
			return err
		}
	}
	page.Diff, err = diffOf(then, now)
	return err
}

func (p *pages) compared(page *entityPage, v *dataset.Version, marks []dataset.Mark) (*comparedVersion, error) {
	view, err := p.view(page.Name, v)
	if err != nil {
		return nil, err
	}
	out := &comparedVersion{versionView: view}
	if i := indexOf(marks, v.Offset); i >= 0 && !page.Many {
		out.Number = len(marks) - i
	}
	causes, err := p.causesOf(page.Writers, []int64{v.Timestamp})
	if err != nil {
		return nil, err
	}
	out.Cause = causes[0]
	return out, nil
}

// versionAt returns the version of an entity at an offset; nil if there is none.
func (p *pages) versionAt(name, id string, offset int64) (*dataset.Version, error) {
	var v *dataset.Version
	err := p.node.Store().View(func(tx *dataset.Tx) error {
		var err error
		v, err = tx.At(name, offset)
		return err
	})
	if v != nil && v.ID != id {
		v = nil
	}
	return v, err
}

// listVersions lists the part of the versions that begins with the one that the address names.
func (p *pages) listVersions(c *gin.Context, page *entityPage, marks []dataset.Mark) error {
	begin := max(indexOf(marks, offsetOf(c, "from")), 0)
	end := min(begin+versionsOfPage, len(marks))
	var times []int64
	for _, m := range marks[begin:end] {
		times = append(times, m.Timestamp)
	}
	causes, err := p.causesOf(page.Writers, times)
	if err != nil {
		return err
	}
	for i, m := range marks[begin:end] {
		row := versionRow{
			Offset: m.Offset, At: time.UnixMicro(m.Timestamp), Deleted: m.Deleted, Size: sizeText(int64(m.Size)),
			Is: page.After != nil && page.After.Offset == m.Offset, Was: page.Before != nil && page.Before.Offset == m.Offset,
			Compared: page.versions(c, "new", m.Offset), JSON: versionAddress(page.API, page.ID, m.Offset), Cause: causes[i],
		}
		if !page.Many {
			row.Number = len(marks) - begin - i
		}
		page.Versions = append(page.Versions, row)
	}
	if begin > 0 {
		page.Later = page.versions(c, "from", marks[max(begin-versionsOfPage, 0)].Offset)
	}
	if end < len(marks) {
		page.Earlier = page.versions(c, "from", marks[end].Offset)
	}
	return nil
}

// versions returns the address of the page with one parameter changed. A version is compared with the one before it, unless
// both are chosen.
func (e *entityPage) versions(c *gin.Context, name string, offset int64) string {
	query := url.Values{"id": {e.ID}}
	for _, kept := range []string{"new", "old", "from"} {
		if value := c.Query(kept); value != "" && kept != name && (kept != "old" || name != "new") {
			query.Set(kept, value)
		}
	}
	query.Set(name, strconv.FormatInt(offset, 10))
	return e.Home + "/entity?" + query.Encode()
}

// From is the offset at which the list begins, for a form that keeps it.
func (e *entityPage) From() string {
	if e.Later == "" || len(e.Versions) == 0 {
		return ""
	}
	return strconv.FormatInt(e.Versions[0].Offset, 10)
}

// offsetOf reads an offset of the address; -1 if there is none.
func offsetOf(c *gin.Context, name string) int64 {
	offset, err := strconv.ParseInt(c.Query(name), 10, 64)
	if err != nil || offset < 0 {
		return -1
	}
	return offset
}

func indexOf(marks []dataset.Mark, offset int64) int {
	return slices.IndexFunc(marks, func(m dataset.Mark) bool { return m.Offset == offset })
}
