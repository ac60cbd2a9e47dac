package connector_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/connector"
)

func TestNamesThatLookLikeSettings(t *testing.T) {
	const nearest = "no setting has this name; the nearest is "
	for variable, reason := range map[string]string{
		"sinc-operator=GT":      nearest + "since-operator (or SINCE_OPERATOR)",
		"SINCE_OPERATER=GT":     nearest + "since-operator (or SINCE_OPERATOR)",
		"settle_window=0":       nearest + "settle-window (or SETTLE_WINDOW)",
		"SETTLEWINDOW=0":        nearest + "settle-window (or SETTLE_WINDOW)",
		"Settle-Window=0":       nearest + "settle-window (or SETTLE_WINDOW)",
		"apikey=k":              nearest + "api-key (or API_KEY)",
		"api_key_=k":            nearest + "api-key (or API_KEY)",
		"HUBSPOT-API-KEY=k":     nearest + "hubspot-api-key (or HUBSPOT_API_KEY)",
		"baseurl=https://h":     nearest + "base-url (or BASE_URL)",
		"prot=1":                nearest + "port (or PORT)",
		"PROPERTIS=email":       nearest + "properties (or PROPERTIES)",
		"deleted-contact=x":     nearest + "deleted-contacts (or DELETED_CONTACTS)",
		"delete=x":              nearest + "deletes (or DELETES)",
		"page-size=100":         `no setting has this name; "connector help" lists them`,
		"settle-window=0":       "",
		"SETTLE_WINDOW=0":       "",
		"sinc-operator=":        "",
		"sinc-operator= ":       "",
		"hubspot-api-key=k":     "",
		"without an equal sign": "",
	} {
		name, _, _ := strings.Cut(variable, "=")
		var want []connector.Ignored
		if reason != "" {
			want = []connector.Ignored{{Name: name, Reason: reason}}
		}
		if diff := cmp.Diff(want, connector.IgnoredSettings([]string{variable})); diff != "" {
			t.Errorf("%s:\n%s", variable, diff)
		}
	}
}

// The other names of a setting count only if the first one is not set. One that says the same misleads nobody.
func TestOtherNamesOfASettingThatIsSet(t *testing.T) {
	want := []connector.Ignored{
		{Name: "API_KEY", Reason: "api-key is set, too, and counts"},
		{Name: "HUBSPOT_BASE_URL", Reason: "BASE_URL is set, too, and counts"},
	}
	got := connector.IgnoredSettings([]string{
		"api-key=a", "API_KEY=b", "hubspot-api-key=a", "BASE_URL=https://a", "HUBSPOT_BASE_URL=https://b", "username=u", "USERNAME=desktop",
	})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// What other programs, shells, images and clusters set is none of the connector's business.
func TestNamesOfOthersAreLeftAlone(t *testing.T) {
	for name := range strings.FieldsSeq(`
		PATH HOME USER LOGNAME USERNAME SHELL PWD OLDPWD LANG LC_ALL TZ TERM TMPDIR HOSTNAME HOST EDITOR PAGER MAIL SHLVL _
		DISPLAY XAUTHORITY SSH_AUTH_SOCK SSH_CLIENT SSH_CONNECTION DBUS_SESSION_BUS_ADDRESS XDG_RUNTIME_DIR
		GOPATH GOROOT GOPROXY GOFLAGS GOAUTH GO_VERSION GOLANG_VERSION GOMEMLIMIT GOMAXPROCS GODEBUG GOTRACEBACK GOCACHE
		KUBERNETES_PORT KUBERNETES_SERVICE_HOST KUBERNETES_SERVICE_PORT KUBERNETES_PORT_443_TCP_ADDR HUBSPOT_PORT HUBSPOT_SERVICE_HOST
		HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy SSL_CERT_FILE SSL_CERT_DIR CI DEBUG LOG_FORMAT
		COMPUTERNAME USERDOMAIN APPDATA PROGRAMFILES PATHEXT OS CONTAINER_NAME DOCKER_HOST SEARCH_PATH DATABASE_URL`) {
		if got := connector.IgnoredSettings([]string{name + "=x"}); len(got) > 0 {
			t.Errorf("%s: %s", name, got[0].Reason)
		}
	}
}
