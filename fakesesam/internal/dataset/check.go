package dataset

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"
)

// The database trusts its file: it ends the program when a page is not what it expects, and only when it comes across it.
// The file is therefore checked before it is opened: every page must be where it is expected, once, within the file, and in
// order.
//
// The file consists of pages, the first two of which each hold a description of the whole; the newer one counts. A page
// begins with its number (8 bytes), its kind (2), its number of elements (2) and the number of pages that continue it (4).
// An element of a branch has 16 bytes: position and length of the first key below, and the page; an element of a leaf has 16
// bytes too: flags, position, and the lengths of key and value. The value of a bucket is the page of its root (8 bytes), a
// number, and, if there is no such page, a page.
const (
	pageHead    = 16
	elementSize = 16
	bucketHead  = 16
	firstPage   = 2

	kindBranch = 0x01
	kindLeaf   = 0x02

	flagBucket = 1
)

var order = binary.NativeEndian

// checker walks through a file.
type checker struct {
	file     io.ReaderAt
	pageSize int64
	// pages is the number of pages in use, seen the bits of those that the walk has reached.
	pages uint64
	seen  []uint64
	// buffers holds a page of each level of the tree, down to the level of the walk.
	buffers [][]byte
	level   int
}

// description is one of the two descriptions of the file.
type description struct {
	pageSize      int64
	root          uint64
	pages, change uint64
}

// check returns an error that says what is wrong with a file of the database, whose description the database has accepted.
// The roots are the only buckets that it may have.
func check(file *os.File, pageSize int64, roots ...[]byte) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	newest, err := describe(file, pageSize)
	if err != nil {
		return err
	}
	if size := int64(newest.pages) * newest.pageSize; newest.pages > 1<<40 || info.Size() < size {
		return damaged("it has %d bytes, but must have at least %d", info.Size(), size)
	}
	c := &checker{file: file, pageSize: newest.pageSize, pages: newest.pages, seen: make([]uint64, newest.pages/64+1)}
	return c.page(newest.root, nil, nil, func(name []byte) error {
		for _, root := range roots {
			if bytes.Equal(name, root) {
				return nil
			}
		}
		return damaged("it contains %.40q, which is no part of it", name)
	})
}

// describe reads the newer of the two descriptions that are intact.
func describe(file io.ReaderAt, pageSize int64) (description, error) {
	var newest description
	for i := range int64(firstPage) {
		raw := make([]byte, pageHead+64)
		if _, err := file.ReadAt(raw, i*pageSize); err != nil {
			continue
		}
		meta := raw[pageHead:]
		intact := fnv(meta[:56]) == order.Uint64(meta[56:])
		if change := order.Uint64(meta[48:]); intact && change >= newest.change {
			newest = description{int64(order.Uint32(meta[8:])), order.Uint64(meta[16:]), order.Uint64(meta[40:]), change}
		}
	}
	if newest.pageSize < pageHead || newest.pageSize > 1<<20 {
		return newest, damaged("its description cannot be read")
	}
	return newest, nil
}

// fnv is the 64-bit FNV-1a hash.
func fnv(text []byte) uint64 {
	sum := uint64(14695981039346656037)
	for _, b := range text {
		sum = (sum ^ uint64(b)) * 1099511628211
	}
	return sum
}

// page checks a page and what is below it. Its keys must be at least from and, unless it is nil, less than to.
func (c *checker) page(number uint64, from, to []byte, root func(name []byte) error) error {
	if number < firstPage || number >= c.pages {
		return damaged("it refers to the page %d of %d", number, c.pages)
	}
	raw, err := c.read(number, 1)
	if err != nil {
		return err
	}
	more := uint64(order.Uint32(raw[12:]))
	if more >= c.pages-number {
		return damaged("the page %d has %d pages more than there are", number, more)
	}
	for each := number; each <= number+more; each++ {
		if c.seen[each/64]&(1<<(each%64)) != 0 {
			return damaged("it refers to the page %d twice", each)
		}
		c.seen[each/64] |= 1 << (each % 64)
	}
	if more > 0 {
		if raw, err = c.read(number, more+1); err != nil {
			return err
		}
	}
	if order.Uint64(raw) != number {
		return damaged("the page %d calls itself %d", number, order.Uint64(raw))
	}
	c.level++
	defer func() { c.level-- }()
	return c.elements(raw, number, from, to, root)
}

// read reads pages into the buffer of the walk's level.
func (c *checker) read(number, count uint64) ([]byte, error) {
	if c.level == len(c.buffers) {
		c.buffers = append(c.buffers, nil)
	}
	size := int(int64(count) * c.pageSize)
	raw := slices.Grow(c.buffers[c.level][:0], size)[:size]
	c.buffers[c.level] = raw
	_, err := c.file.ReadAt(raw, int64(number)*c.pageSize)
	if errors.Is(err, io.EOF) {
		return nil, damaged("it ends before the page %d", number)
	}
	return raw, err
}

// element is one element of a page.
type element struct {
	key, value []byte
	page       uint64 // of a branch
	bucket     bool   // of a leaf
}

// elements checks the elements of a page.
func (c *checker) elements(raw []byte, number uint64, from, to []byte, root func(name []byte) error) error {
	kind, count := order.Uint16(raw[8:]), int(order.Uint16(raw[10:]))
	if kind != kindBranch && kind != kindLeaf || kind == kindBranch && count == 0 || pageHead+count*elementSize > len(raw) {
		return damaged("the page %d is not a page of data", number)
	}
	all := make([]element, count)
	for i := range all {
		var ok bool
		if all[i], ok = elementAt(raw, kind, pageHead+i*elementSize); !ok {
			return damaged("the page %d has an element outside the page", number)
		}
		key := all[i].key
		if i > 0 && bytes.Compare(key, all[i-1].key) <= 0 || bytes.Compare(key, from) < 0 || to != nil && bytes.Compare(key, to) >= 0 {
			return damaged("the keys of the page %d are not in order", number)
		}
	}
	for i, e := range all {
		var err error
		switch {
		case kind == kindBranch && i+1 < count:
			err = c.page(e.page, e.key, all[i+1].key, root)
		case kind == kindBranch:
			err = c.page(e.page, e.key, to, root)
		case root != nil && !e.bucket:
			err = damaged("the page %d has a value where a bucket is expected", number)
		case e.bucket:
			err = c.bucket(e, number, root)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// bucket checks what is in a bucket.
func (c *checker) bucket(e element, number uint64, root func(name []byte) error) error {
	if root != nil {
		if err := root(e.key); err != nil {
			return err
		}
	}
	if len(e.value) < bucketHead {
		return damaged("the page %d has a bucket without a root", number)
	}
	if page := order.Uint64(e.value); page != 0 {
		return c.page(page, nil, nil, nil)
	}
	inner := e.value[bucketHead:]
	if len(inner) < pageHead || order.Uint16(inner[8:]) != kindLeaf {
		return damaged("the page %d has a bucket that cannot be read", number)
	}
	return c.elements(inner, number, nil, nil, nil)
}

func elementAt(raw []byte, kind uint16, at int) (element, bool) {
	head := raw[at : at+elementSize]
	if kind == kindBranch {
		key, ok := cut(raw, at, order.Uint32(head), order.Uint32(head[4:]))
		return element{key: key, page: order.Uint64(head[8:])}, ok
	}
	pos, keySize, size := order.Uint32(head[4:]), order.Uint32(head[8:]), order.Uint32(head[12:])
	both, ok := cut(raw, at, pos, keySize, size)
	if !ok {
		return element{}, false
	}
	return element{key: both[:keySize], value: both[keySize:], bucket: order.Uint32(head)&flagBucket != 0}, true
}

// cut returns the part of a page that begins at an element's position and has all these lengths together.
func cut(raw []byte, at int, pos uint32, sizes ...uint32) ([]byte, bool) {
	begin := int64(at) + int64(pos)
	end := begin
	for _, size := range sizes {
		end += int64(size)
	}
	if begin > int64(len(raw)) || end > int64(len(raw)) {
		return nil, false
	}
	return raw[begin:end], true
}
