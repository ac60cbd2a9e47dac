package dtl

import "encoding/base64"

func bytesFunctions() []function {
	return []function{
		mapping("bytes", "strings as bytes (`~b…`), in UTF-8", func(_ *evaluation, value any) (any, bool) {
			plain, ok := textOf(value)
			return "~b" + base64.StdEncoding.EncodeToString([]byte(plain)), ok
		}),
		mapping("base64-decode", "base64 strings as the bytes that they stand for", func(_ *evaluation, value any) (any, bool) {
			plain, ok := textOf(value)
			content, err := base64.StdEncoding.DecodeString(plain)
			return "~b" + base64.StdEncoding.EncodeToString(content), ok && err == nil
		}),
		mapping("base64-encode", "bytes as base64 strings", func(_ *evaluation, value any) (any, bool) {
			content, ok := bytesOf(value)
			return base64.StdEncoding.EncodeToString(content), ok
		}),
		probing("is-bytes", "true for bytes", func(value any) bool { _, ok := bytesOf(value); return ok }),
	}
}
