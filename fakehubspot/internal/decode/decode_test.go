package decode_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/decode"
)

// pause is a type that reads itself from text.
type pause time.Duration

func (pause) JSONForm() string { return `a pause such as "1s"` }

func (p *pause) UnmarshalText(text []byte) error {
	if string(text) != "1s" {
		return errors.New("no pause")
	}
	*p = pause(time.Second)
	return nil
}

type common struct {
	Name string `json:"name"`
}

type body struct {
	common
	Count *int              `json:"count"`
	Share float64           `json:"share"`
	IDs   []string          `json:"ids"`
	At    time.Time         `json:"at"`
	Pause pause             `json:"pause"`
	On    bool              `json:"on"`
	Set   map[string]string `json:"set"`
	Match struct {
		Path string `json:"path"`
		Nth  int    `json:"nth"`
	} `json:"match"`
}

func TestWhatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		``:                               `must be a JSON object, got nothing`,
		" \n":                            `must be a JSON object, got nothing`,
		`[]`:                             `must be a JSON object, got an array`,
		`"x"`:                            `must be a JSON object, got a string`,
		`5`:                              `must be a JSON object, got a number`,
		`null`:                           `must be a JSON object, got null`,
		`nonsense`:                       `is not JSON: unexpected 'o' at byte 2`,
		`{`:                              `is not complete JSON: it ends too early`,
		`{"count":`:                      `is not complete JSON: it ends too early`,
		`{"count":5,}`:                   `is not JSON: unexpected ',' at byte 11`,
		`{count:5}`:                      `is not JSON: unexpected 'c' at byte 2`,
		`{}{}`:                           `must be one JSON object: there is more after it, at byte 3`,
		`{} x`:                           `must be one JSON object: there is more after it, at byte 4`,
		`{}]`:                            `must be one JSON object: there is more after it, at byte 3`,
		`{} 5`:                           `must be one JSON object: there is more after it, at byte 4`,
		"\ufeff{}":                       `must begin with {, not with a byte order mark; save it as UTF-8 without one`,
		"{\"name\":\"\xff\"}":            `must be UTF-8; byte 10 is not`,
		`{"name":"\ud800"}`:              `is not JSON: the escape sequence at byte 10 is none; a character beyond U+FFFF is written as two, such as \ud83d\ude00`,
		`{"name":"\x"}`:                  `is not JSON: the escape sequence at byte 10 is none; a character beyond U+FFFF is written as two, such as \ud83d\ude00`,
		`{"count":1,"count":2}`:          `member "count" is given twice; give it once`,
		`{"match":{"nth":1,"nth":1}}`:    `member "match.nth" is given twice; give it once`,
		`{"cuont":1}`:                    `member "cuont" is unknown; did you mean "count"?`,
		`{"Count":1}`:                    `member "Count" is unknown; did you mean "count"?`,
		`{"match":{"paht":"/"}}`:         `member "match.paht" is unknown; did you mean "match.path"?`,
		`{"colour":1}`:                   `member "colour" is unknown; use one of at, count, ids, match, name, on, pause, set, share`,
		`{"count":"5"}`:                  `count must be a whole number, got a string`,
		`{"count":1.5}`:                  `count must be a whole number, got 1.5`,
		`{"count":1e3}`:                  `count must be a whole number, got 1e3`,
		`{"count":99999999999999999999}`: `count must be a whole number, got 99999999999999999999, which is beyond 64 bits`,
		`{"count":null}`:                 `count must be a whole number, got null; leave it out instead`,
		`{"count":true}`:                 `count must be a whole number, got true`,
		`{"share":"a"}`:                  `share must be a number, got a string`,
		`{"share":1e999}`:                `share must be a number, got 1e999`,
		`{"name":5}`:                     `name must be a string, got a number`,
		`{"name":{}}`:                    `name must be a string, got an object`,
		`{"ids":"5"}`:                    `ids must be an array, got a string`,
		`{"ids":["5",6]}`:                `ids[1] must be a string, got a number`,
		`{"ids":["5",null]}`:             `ids[1] must be a string, got null; leave it out instead`,
		`{"at":"soon"}`:                  `at must be a time such as "2026-03-01T12:00:00Z", got "soon"`,
		`{"at":5}`:                       `at must be a time such as "2026-03-01T12:00:00Z", got a number`,
		`{"pause":"soon"}`:               `pause: no pause`,
		`{"pause":5}`:                    `pause must be a pause such as "1s", got a number`,
		`{"on":"yes"}`:                   `on must be true or false, got a string`,
		`{"set":{"city":5}}`:             `set.city must be a string, got a number`,
		`{"set":[]}`:                     `set must be an object, got an array`,
		`{"ids":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + `}`: `must not have more than 1000 objects and arrays in one another`,
		`{"match":"/x"}`:        `match must be an object, got a string`,
		`{"match":{"nth":"1"}}`: `match.nth must be a whole number, got a string`,
	} {
		var b body
		if err := decode.Object([]byte(text), &b); err == nil || err.Error() != want {
			t.Errorf("%s:\ngot  %v\nwant %s", text, err, want)
		}
	}
}

func TestWhatIsRight(t *testing.T) {
	b := body{Share: 0.5}
	err := decode.Object([]byte(` {"name":"\ud83d\ude00","count":0,"ids":[],"at":"2026-03-01T12:00:00Z","pause":"1s","set":{"a":"b"},"match":{"nth":2}} `), &b)
	if err != nil || b.Name != "😀" || b.Count == nil || b.IDs == nil || b.At.IsZero() || b.Pause == 0 || b.Set["a"] != "b" || b.Match.Nth != 2 || b.Share != 0.5 {
		t.Errorf("%+v, %v", b, err)
	}
}

func TestNamed(t *testing.T) {
	for text, want := range map[string]string{`[]`: "body must be a JSON object, got an array", `{"name":5}`: "name must be a string, got a number"} {
		if err := decode.Named("body", decode.Object([]byte(text), &body{})); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	if decode.Named("body", nil) != nil {
		t.Error("nothing wrong has a name")
	}
}

// No text is too odd to be explained in words of this program.
func FuzzObject(f *testing.F) {
	for _, seed := range []string{`{"match":{"nth":"1"}}`, `{"ids":[null]}`, `{"a/b~":1}`, `{"":{}}`, "\xff", `{"0":1}`, `{"ids":{"0":1}}`} {
		f.Add(seed)
	}
	internal := regexp.MustCompile(`json:|jsontext|Go (struct|value|int|string)|unmarshal|0x[0-9a-f]{6}|decode_test`)
	f.Fuzz(func(t *testing.T, text string) {
		err := decode.Object([]byte(text), &body{})
		if err == nil {
			return
		}
		if said := strings.ReplaceAll(err.Error(), text, ""); internal.MatchString(said) && !internal.MatchString(text) || err.Error() == "is not JSON" {
			t.Errorf("%q: %v", text, err)
		}
		if again := decode.Object([]byte(text), &body{}); again.Error() != err.Error() {
			t.Errorf("%q: %v, and then %v", text, err, again)
		}
	})
}
