package connector_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/logtest"
)

// Settings and options that are invalid are all listed at once, and none panics.
func TestNewListsEverythingThatIsInvalid(t *testing.T) {
	cfg := connector.DefaultConfig()
	cfg.RateShare = 2
	_, err := connector.New(cfg, nil)
	for _, part := range []string{"api-key: missing", "rate-share: must be", "option 1 is nil"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%q is not in\n%v", part, err)
		}
	}
	_, errEnv := connector.ConfigFromEnv(func(string) (string, bool) { return "", false })
	for _, one := range []error{err, errEnv, cfg.Validate()} {
		if !errors.Is(one, connector.ErrInvalid) || strings.Contains(one.Error(), connector.ErrInvalid.Error()) {
			t.Errorf("%v is not ErrInvalid, or says so twice", one)
		}
	}
}

func TestWithoutLoggerNothingIsLogged(t *testing.T) {
	c, err := connector.New(validConfig(), connector.Logger(nil), connector.WithClock(nil), connector.Transport(nil), connector.Transport(many(1)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if c.URL() != "" {
		t.Errorf("a connector that does not listen is at %s", c.URL())
	}
	if w := ask(c, "/get_contacts"); w.Code != http.StatusOK {
		t.Error(w.Code)
	}
}

// A value set in code has the same meaning as in the environment.
func TestValuesAreReadInAnyLetterCase(t *testing.T) {
	cfg, up := validConfig(), many(1)
	cfg.SinceOperator = "gte"
	c, err := connector.New(cfg, connector.Transport(up), connector.WithClock(clocktest.New()))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	ask(c, "/get_contacts?since=2026-01-01T00:00:00Z")
	if filters := fmt.Sprint(up.Requests()[0].Body["filterGroups"]); !strings.Contains(filters, "operator:GTE") {
		t.Error(filters)
	}
}

// Gin's mode belongs to the program, and so does standard output.
func TestNewLeavesTheProcessAlone(t *testing.T) {
	out, stdout, before := new(logtest.Buffer), os.Stdout, gin.Mode()
	silent, err := os.Create(t.TempDir() + "/stdout")
	if err != nil {
		t.Fatal(err)
	}
	writer := gin.DefaultWriter
	gin.DefaultWriter, os.Stdout = out, silent
	defer func() { gin.DefaultWriter, os.Stdout = writer, stdout }()
	for _, mode := range []string{gin.DebugMode, gin.TestMode, gin.ReleaseMode} {
		gin.SetMode(mode)
		c, err := connector.New(validConfig(), connector.Transport(many(1)), connector.WithClock(clocktest.New()))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/", "/get_contacts", "/nowhere", "/get_contacts?since=x"} {
			ask(c, path)
		}
		_ = c.Close()
		if gin.Mode() != mode {
			t.Errorf("the mode was %s and is %s", mode, gin.Mode())
		}
	}
	gin.SetMode(before)
	text, err := os.ReadFile(silent.Name())
	if err != nil || len(text) > 0 || out.String() != "" {
		t.Errorf("printed %q and %q, %v", text, out.String(), err)
	}
}

// The error of a key that lacks a scope names it, depending on the request.
func TestTheMissingScopeIsNamed(t *testing.T) {
	for properties, scope := range map[string]string{"email": "the scope crm.objects.contacts.read", "*": "the scope crm.schemas.contacts.read"} {
		cfg := validConfig()
		cfg.Properties = []string{properties}
		c, err := connector.New(cfg, connector.Transport(failing(many(1), 1, 403, "{}")), connector.WithClock(clocktest.New()))
		if err != nil {
			t.Fatal(err)
		}
		if w := ask(c, "/get_contacts"); w.Code != http.StatusBadGateway || !strings.Contains(w.Body.String(), scope) {
			t.Errorf("%s: %d %s", properties, w.Code, w.Body)
		}
		_ = c.Close()
	}
}

// A name in the setting properties that HubSpot does not have is reported before the first byte.
func TestAnUnknownPropertyIsReported(t *testing.T) {
	cfg, up := validConfig(), many(1)
	cfg.Properties, up.Names = []string{"emial"}, []string{"email", "phone"}
	c, err := connector.New(cfg, connector.Transport(up), connector.WithClock(clocktest.New()))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	w := ask(c, "/get_contacts")
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), `\"emial\" (the nearest is \"email\")`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func ask(c *connector.Connector, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	c.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}
