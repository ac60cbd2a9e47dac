package extract

import (
	"math"
	"time"
)

// The least that makes it worth reading a list in parts: so many pages, or so much time.
const (
	fewPages = 8
	moment   = 100 * time.Millisecond
)

const (
	// leastLeft is how many pages a part must have left to be cut. Each seam costs half a page on average, which is read
	// on both sides.
	leastLeft = 3

	// farthest is how many times as many pages as have been read a part may begin ahead of the beginning of the list.
	farthest = 32

	// mostPages is more than any list has.
	mostPages = 1 << 40
)

// listCut is where a list is cut.
type listCut struct {
	of    *listPart // nil: nowhere
	at    uint64    // the ID with which the new part begins
	ahead int       // how many pages that is ahead of where the old one reads
}

// bestCut returns where another reader gets the most done. Of the part of which most is left, it gets as much as every
// reader has left on average, but no more than half: so all readers end at about the same time, and few cuts are needed.
func (l *listing) bestCut() (best listCut) {
	if l.single || l.givenUp || l.failures >= mostFailures || l.pages == 0 || l.pages < fewPages && l.run.opts.Clock.Now().Sub(l.began) < moment {
		return listCut{}
	}
	var most, sum, readers uint64
	for p := l.first; p != nil; p = p.right {
		if p.ended {
			continue
		}
		left, canBeCut := p.rest()
		readers, sum = readers+1, sum+left
		if canBeCut && left > most {
			best.of, most = p, left
		}
	}
	if best.of == nil {
		return listCut{}
	}
	return best.of.cutOff(min(max(sum/(readers+1), 1), most/2), most)
}

// rest is about how many pages p has left, and whether it can be cut. The last part has as many as have been looked through
// before it, until it is known where the list ends.
func (p *listPart) rest() (pages uint64, canBeCut bool) {
	end := p.end()
	switch {
	case p.missing > 0 || end <= p.from:
		return 0, false
	case end == math.MaxUint64:
		ahead := max(2, p.reach)
		pages = uint64(ahead) // #nosec G115 -- positive
		return pages, p.reach > 0 && p.reach+ahead <= farthest*p.of.pages && p.pageWidth() < (math.MaxUint64-p.from)/pages
	default:
		pages = min((end-p.from)/p.pageWidth(), mostPages)
		return pages, p.begun && pages >= leastLeft
	}
}

// cutOff cuts the last pages off p, which has so many left; if it is not known where the list ends, all that is expected.
func (p *listPart) cutOff(pages, left uint64) listCut {
	end := p.end()
	if end == math.MaxUint64 {
		return listCut{of: p, at: p.from + left*p.pageWidth(), ahead: int(left)} // #nosec G115 -- bounded by farthest
	}
	if p.misses > 0 {
		// Where it was expected there is nothing, so the rest is rather here.
		return listCut{of: p, at: p.from + max((end-p.from)>>p.misses, p.pageWidth()), ahead: int(left)} // #nosec G115 -- at most mostPages
	}
	return listCut{of: p, at: end - (end-p.from)/left*pages, ahead: int(left - pages)} // #nosec G115 -- at most mostPages
}

// pageWidth is how many IDs a page takes.
func (p *listPart) pageWidth() uint64 {
	if !p.begun {
		return max(p.of.width, 1)
	}
	return max(p.width, 1)
}

// end is the ID from which on others read, or there is nothing to read; the largest number if that is not known.
func (p *listPart) end() uint64 {
	switch {
	case p.right == nil:
		return p.of.end
	case p.right.begun:
		return min(p.bound, p.right.head)
	default:
		return min(p.bound, p.right.start)
	}
}
