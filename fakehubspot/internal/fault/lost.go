package fault

import (
	"errors"
	"fmt"
	"mime"
	"net/http"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/operation"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

// The ways in which a lost fault loses an answer.
const (
	lossReset  = "reset"
	lossCut    = "cut"
	lossStatus = "status"
)

// strikeLost lets a write be done and then loses its answer: the client cannot know whether anything was written. Calls that
// write nothing are no strikes, nor are those that were refused: their answers go out.
func strikeLost(c *call) bool {
	if !operation.Writes(c.r.Method, c.r.URL.Path) {
		c.next.ServeHTTP(c.w, c.r)
		return false
	}
	a := c.capture()
	if !a.done() {
		c.send(a)
		return false
	}
	c.set.lost(c.r)
	switch c.loss() {
	case lossStatus:
		return strikeStatus(c)
	case lossCut:
		c.sendBeginning(a)
		panic(http.ErrAbortHandler)
	default:
		c.sendBeginning(a)
		c.reset()
		return true
	}
}

// done reports whether an answer says that the call did its work: the pages of other faults and of proxies do not.
func (a *answer) done() bool {
	kind, _, err := mime.ParseMediaType(a.header.Get("Content-Type"))
	return a.status < 300 && (len(a.body) == 0 || err == nil && kind == "application/json")
}

// sendBeginning sends the part of an answer that the client still gets; without AfterBytes, nothing.
func (c *call) sendBeginning(a *answer) {
	if c.AfterBytes > 0 && len(a.body) > 0 {
		c.sendPart(a, min(c.AfterBytes, len(a.body)-1))
	}
}

// loss returns how a lost fault loses the answer.
func (f Fault) loss() string {
	switch {
	case f.Loss != "":
		return f.Loss
	case f.Status != 0:
		return lossStatus
	}
	return lossReset
}

// checkLoss returns what is wrong with how a fault loses answers.
func (f Fault) checkLoss() error {
	switch f.loss() {
	case lossStatus:
		_, err := refusal.ForStatus(refusal.Choice{Status: f.Status, Variant: f.Variant})
		if f.AfterBytes != 0 {
			err = errors.Join(err, fmt.Errorf("afterBytes goes with loss %s and %s, not with %s", lossReset, lossCut, lossStatus))
		}
		return err
	case lossReset, lossCut:
		if f.Status != 0 || f.Variant != "" || f.RetryAfter != 0 {
			return fmt.Errorf("status, variant and retryAfter go with loss %s, not with %s", lossStatus, f.loss())
		}
		return nil
	}
	return fmt.Errorf("loss must be %s, %s or %s, got %q", lossReset, lossCut, lossStatus, f.Loss)
}
