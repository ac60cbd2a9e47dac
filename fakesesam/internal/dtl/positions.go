package dtl

import "slices"

// positionFunctions are those that use the places of values in a list.
func positionFunctions() []function {
	return []function{
		plain("first", 1, 1, "VALUES", "the first value, or the single one", func(_ *evaluation, args []any) any { return firstOf(args[0]) }),
		plain("last", 1, 1, "VALUES", "the last value, or the single one", func(_ *evaluation, args []any) any {
			list := listOf(args[0])
			return nth(list, len(list)-1)
		}),
		plain("nth", 2, 2, "INDEX, VALUES", "the value at an index; the first is 0", func(_ *evaluation, args []any) any {
			i, ok := intOf(args[0])
			if !ok {
				return nil
			}
			return nth(listOf(args[1]), i)
		}),
		plain("insert", 3, 3, "INDEX, VALUES, OBJECT", "a list of VALUES with OBJECT before the value at an index; a negative one counts from the end", func(e *evaluation, args []any) any {
			i, ok := intOf(args[0])
			list := listOf(args[1])
			if !ok || !e.buildList(len(list)+1) {
				return nil
			}
			return slices.Insert(slices.Clone(list), within(i, len(list)), args[2])
		}),
		plain("slice", 2, 4, "START, END?, STRIDE?, VALUES", "every value, or every STRIDE-th, from START up to END; negative numbers count from the end", slice),
	}
}

// nth returns the value at an index.
func nth(list []any, i int) any {
	if i < 0 || i >= len(list) {
		return nil
	}
	return list[i]
}

func slice(e *evaluation, args []any) any {
	last := len(args) - 1
	list := listOf(args[last])
	start, ok := intOf(args[0])
	if !ok {
		return nil
	}
	stride := 1
	if last == 3 {
		if stride, ok = intOf(args[2]); !ok || stride == 0 {
			return nil
		}
	}
	length := len(list)
	end := length
	if stride < 0 {
		end = -1
	}
	if last > 1 && args[1] != nil {
		given, ok := intOf(args[1])
		if !ok {
			return nil
		}
		end = bounded(given, length, stride)
	}
	found := []any{}
	for i := bounded(start, length, stride); stride > 0 && i < end || stride < 0 && i > end; i += stride {
		if !e.buildList(1) {
			return nil
		}
		found = append(found, list[i])
		if abs(int64(stride)) > int64(length) {
			break
		}
	}
	return found
}

// bounded returns an index that may count from the end as one from which, or up to which, a slice goes: backwards, that is
// from the last value at most, down to the one before the first.
func bounded(i, length, stride int) int {
	if i < 0 {
		i += length
	}
	if stride < 0 {
		return max(-1, min(i, length-1))
	}
	return max(0, min(i, length))
}
