package said

import (
	"regexp"
	"strings"
	"unicode"
)

const (
	longestHeard = 8 << 10 // bytes of a text that are looked at
	longestShown = 500     // bytes of it that are shown
	hidden       = "[key]"
)

// Mask makes a text of somebody else fit to be shown. A nil Mask knows no secret.
type Mask struct {
	secret *regexp.Regexp // nil: none
	widest int            // bytes that the secret may take in a text
}

// NewMask returns a Mask that hides the secret in every form in which it may be repeated.
func NewMask(secret string) *Mask {
	if secret == "" {
		return new(Mask)
	}
	return &Mask{secret: regexp.MustCompile(forms(secret)), widest: widestCharacter * len(secret)}
}

// Text returns what somebody else wrote, on one line, without invisible characters, without the secret, and shortened.
func (m *Mask) Text(raw string) Text { return m.cut(raw, longestShown) }

// Lines returns a text of several lines, such as a stack, as it is but for the secret.
func (m *Mask) Lines(raw string) Text { return Text{m.hide(raw)} }

// Start returns the first bytes of a body, quoted: enough to recognize a web page, too few to contain personal data.
func (m *Mask) Start(body []byte) Text {
	const most = 6
	start := m.hide(string(body[:min(len(body), longestHeard)]))
	return Text{quoted(start[:min(len(start), most)])}
}

func (m *Mask) cut(raw string, most int) Text {
	shown := m.hide(visible(raw[:min(len(raw), longestHeard)]))
	if len(raw) > longestHeard && m != nil {
		// What is left of a secret at the end cannot be recognized.
		shown = shown[:len(shown)-min(len(shown), m.widest)]
	}
	if len(shown) <= most {
		return Text{shown}
	}
	return Text{strings.ToValidUTF8(shown[:most], "") + "…"}
}

func (m *Mask) hide(text string) string {
	if m == nil || m.secret == nil {
		return text
	}
	return m.secret.ReplaceAllLiteralString(text, hidden)
}

// visible returns text on one line and without characters that are not seen, or that reorder what is seen.
func visible(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co), r == unicode.ReplacementChar:
			return -1
		default:
			return r
		}
	}, text))
}
