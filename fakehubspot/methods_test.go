package fakehubspot_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

func TestNewListsEveryInvalidOption(t *testing.T) {
	s, err := fakehubspot.New(
		fakehubspot.Contacts(-1), fakehubspot.Token(""), fakehubspot.Token("a"), fakehubspot.Token("a"),
		fakehubspot.IndexLag(-time.Second), fakehubspot.IndexLagMode("odd"), fakehubspot.Plan("gold"),
		fakehubspot.Profile("strange"), fakehubspot.PageLimit(0), fakehubspot.Frozen(time.Time{}),
		fakehubspot.AllowHosts("ok.example", "http://no.example"), fakehubspot.Listen("nowhere"), fakehubspot.MaxURL(-1), fakehubspot.Journal(-5), nil,
	)
	if err == nil {
		_ = s.Close()
		t.Fatal("no error")
	}
	if !errors.Is(err, fakehubspot.ErrInvalid) {
		t.Errorf("%v is not ErrInvalid", err)
	}
	for _, piece := range []string{
		"contacts must be between 0 and 10,000,000, got -1", "token must not be empty", "token is duplicated", "-1s", `"odd"`, `"gold"`,
		`"strange"`, "page limit must be between 1 and 1,000,000,000, got 0", "frozen must not be the zero time", `"nowhere"`,
		"option 15 is nil", `"http://no.example"`, "max URL must be between 0 and 1,000,000, got -1", "journal must be between 0 and 1,000,000, got -5",
	} {
		if !strings.Contains(err.Error(), piece) {
			t.Errorf("no %s in %v", piece, err)
		}
	}
}

func TestZeroOptionsMeanTheDefault(t *testing.T) {
	c := start(t, fakehubspot.Logger(nil), fakehubspot.MaxURL(0), fakehubspot.Journal(0), fakehubspot.Profile(""), fakehubspot.Plan(""))
	c.want(http.StatusOK, "GET /crm/v3/objects/contacts")
	if c.hub.CountRequests(fakehubspot.Filter{}) != 1 || c.hub.Limits().Settings.Plan != fakehubspot.PlanOff {
		t.Errorf("%+v", c.hub.Limits())
	}
	c.want(http.StatusOK, "GET /_fake/limits") // logs nothing, panics nowhere
}

func TestCloseTwiceAndAtOnce(t *testing.T) {
	hub, err := fakehubspot.New()
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := hub.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if err := hub.Close(); err != nil {
		t.Error(err)
	}
}

// A wrong ID or name is an error that can be told apart, never a panic.
func TestErrorsCanBeToldApart(t *testing.T) {
	hub := start(t, fakehubspot.Contacts(3)).hub
	if err := errors.Join(hub.AddFault(fakehubspot.Fault{Name: "f", Kind: "html"}), hub.Archive("1")); err != nil {
		t.Fatal(err)
	}
	if _, err := hub.AddToken(fakehubspot.AccessToken{Name: "reader", Value: "r"}); err != nil {
		t.Fatal(err)
	}
	third := hub.Contacts()[1]
	second := func(_ any, err error) error { return err }
	for name, one := range map[string]struct {
		err, want error
	}{
		"update of none":      {second(hub.Update("99", map[string]string{"city": "Oslo"})), fakehubspot.ErrNotFound},
		"update, no number":   {second(hub.Update("x", nil)), fakehubspot.ErrInvalid},
		"update, no property": {second(hub.Update("51", map[string]string{"nope": "1"})), fakehubspot.ErrInvalid},
		"update, email taken": {second(hub.Update("51", map[string]string{"email": third.Properties["email"]})), fakehubspot.ErrTaken},
		"create, email taken": {second(hub.Create(map[string]string{"email": third.Properties["email"]})), fakehubspot.ErrTaken},
		"create of nothing":   {second(hub.Create(nil)), fakehubspot.ErrInvalid},
		"archive of none":     {hub.Archive("99"), fakehubspot.ErrNotFound},
		"archive twice":       {hub.Archive("1"), fakehubspot.ErrNotFound},
		"archive, no number":  {hub.Archive("x"), fakehubspot.ErrInvalid},
		"restore of none":     {second(hub.Restore("99")), fakehubspot.ErrNotFound},
		"restore, live":       {second(hub.Restore("51")), fakehubspot.ErrNotFound},
		"restore, no number":  {second(hub.Restore("")), fakehubspot.ErrInvalid},
		"merge with none":     {second(hub.Merge("51", "99")), fakehubspot.ErrNotFound},
		"merge into none":     {second(hub.Merge("99", "51")), fakehubspot.ErrNotFound},
		"merge with itself":   {second(hub.Merge("51", "51")), fakehubspot.ErrInvalid},
		"merge, no number":    {second(hub.Merge("51", "-1")), fakehubspot.ErrInvalid},
		"erase of none":       {hub.Erase("99"), fakehubspot.ErrNotFound},
		"erase, no number":    {hub.Erase("1.5"), fakehubspot.ErrInvalid},
		"touch of none":       {second(hub.Touch("51", "99")), fakehubspot.ErrNotFound},
		"touch, no number":    {second(hub.Touch("51", "x")), fakehubspot.ErrInvalid},
		"change of none":      {second(hub.ChangeContacts(fakehubspot.Change{IDs: []string{"99"}})), fakehubspot.ErrNotFound},
		"change of both":      {second(hub.ChangeContacts(fakehubspot.Change{IDs: []string{"51"}, Count: 1})), fakehubspot.ErrInvalid},
		"change of -1":        {second(hub.Change(-1)), fakehubspot.ErrInvalid},
		"no time at all":      {hub.SetTime(time.Time{}), fakehubspot.ErrInvalid},
		"time out of range":   {hub.RunFrom(noon.AddDate(9_000, 0, 0)), fakehubspot.ErrInvalid},
		"churn":               {hub.Churn(-1), fakehubspot.ErrInvalid},
		"seed":                {hub.SeedContacts(-1, ""), fakehubspot.ErrInvalid},
		"seed, no profile":    {hub.SeedContacts(1, "odd"), fakehubspot.ErrInvalid},
		"property of no type": {hub.DefineProperty("shoe", "size", false), fakehubspot.ErrInvalid},
		"property twice":      {hub.DefineProperty("email", fakehubspot.PropertyString, false), fakehubspot.ErrTaken},
		"lag":                 {hub.SetIndexLag(-1), fakehubspot.ErrInvalid},
		"lag mode":            {hub.SetIndex(fakehubspot.Lag{Mode: "odd"}), fakehubspot.ErrInvalid},
		"plan":                {hub.SetPlan("gold"), fakehubspot.ErrInvalid},
		"limits":              {hub.SetLimits(fakehubspot.Limits{Plan: fakehubspot.PlanFree, Daily: -1}), fakehubspot.ErrInvalid},
		"fault":               {second(hub.Fault("g")), fakehubspot.ErrNotFound},
		"fault twice":         {hub.AddFault(fakehubspot.Fault{Name: "f", Kind: "html"}), fakehubspot.ErrTaken},
		"fault of no kind":    {hub.AddFault(fakehubspot.Fault{Kind: "bang"}), fakehubspot.ErrInvalid},
		"replace no fault":    {hub.ReplaceFault(fakehubspot.Fault{Name: "g", Kind: "html"}), fakehubspot.ErrNotFound},
		"replace by no kind":  {hub.ReplaceFault(fakehubspot.Fault{Name: "f"}), fakehubspot.ErrInvalid},
		"remove no fault":     {hub.RemoveFault("g"), fakehubspot.ErrNotFound},
		"token twice":         {second(hub.AddToken(fakehubspot.AccessToken{Value: "r"})), fakehubspot.ErrTaken},
		"token name twice":    {second(hub.AddToken(fakehubspot.AccessToken{Name: "reader", Value: "s"})), fakehubspot.ErrTaken},
		"token without value": {second(hub.AddToken(fakehubspot.AccessToken{})), fakehubspot.ErrInvalid},
		"remove no token":     {hub.RemoveToken("writer"), fakehubspot.ErrNotFound},
		"no scenario":         {second(hub.Play("odd", 0)), fakehubspot.ErrNotFound},
		"no such number":      {second(hub.Play(fakehubspot.ScenarioMassUpdate, -1)), fakehubspot.ErrInvalid},
		"import":              {hub.Import(strings.NewReader("hello")), fakehubspot.ErrInvalid},
	} {
		for _, sentinel := range []error{fakehubspot.ErrNotFound, fakehubspot.ErrTaken, fakehubspot.ErrInvalid} {
			if errors.Is(one.err, sentinel) != (sentinel == one.want) { //nolint:errorlint // which of the three it is
				t.Errorf("%s: %v, want it to be %v and no other", name, one.err, one.want)
			}
		}
	}
}

func TestTokensAtRunTime(t *testing.T) {
	c := start(t, fakehubspot.Contacts(3))
	reader, err := c.hub.AddToken(fakehubspot.AccessToken{
		Value: "reader", Scopes: []string{"crm.objects.contacts.read"}, Expires: noon.Add(time.Hour),
	})
	if err != nil || reader.Name != "t2" || len(c.hub.Tokens()) != 2 {
		t.Fatalf("%+v, %v: %+v", reader, err, c.hub.Tokens())
	}
	status := func(method, path string) int {
		r, err := http.NewRequestWithContext(t.Context(), method, c.hub.URL()+path, strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer reader")
		r.Header.Set("Content-Type", "application/json")
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		return answer.StatusCode
	}
	for step, one := range []struct{ got, want int }{
		{status(http.MethodGet, "/crm/v3/objects/contacts"), http.StatusOK},
		{status(http.MethodPost, "/crm/v3/objects/contacts"), http.StatusForbidden},
	} {
		if one.got != one.want {
			t.Errorf("step %d: %d, want %d", step, one.got, one.want)
		}
	}
	c.hub.Advance(time.Hour)
	if got := status(http.MethodGet, "/crm/v3/objects/contacts"); got != http.StatusUnauthorized {
		t.Errorf("expired: %d", got)
	}
	if err := c.hub.SetTime(noon); err != nil {
		t.Fatal(err)
	}
	if err := c.hub.RemoveToken("t2"); err != nil || status(http.MethodGet, "/crm/v3/objects/contacts") != http.StatusUnauthorized {
		t.Errorf("removed, and still let in: %v", err)
	}
}

func TestFaultsAtRunTime(t *testing.T) {
	c := start(t, fakehubspot.Contacts(3))
	if err := c.hub.AddFault(fakehubspot.Fault{Name: "down", Kind: fakehubspot.FaultStatus, Status: 503, Count: 1}); err != nil {
		t.Fatal(err)
	}
	c.want(http.StatusServiceUnavailable, "GET /crm/v3/objects/contacts")
	c.want(http.StatusOK, "GET /crm/v3/objects/contacts")
	state, err := c.hub.Fault("down")
	if err != nil || state.Seen != 2 || state.Struck != 1 || state.Probability != 1 {
		t.Fatalf("%+v, %v", state, err)
	}
	state.Status, state.Count = 500, 2
	if err := c.hub.ReplaceFault(state.Fault); err != nil {
		t.Fatal(err)
	}
	c.want(http.StatusInternalServerError, "GET /crm/v3/objects/contacts")
	c.want(http.StatusOK, "GET /crm/v3/objects/contacts")
	if all := c.hub.Faults(); len(all) != 1 || all[0].Seen != 4 || all[0].Struck != 2 {
		t.Errorf("%+v", all)
	}
}

func TestSettingsAtRunTime(t *testing.T) {
	c := start(t, fakehubspot.Contacts(3), fakehubspot.IndexLagMode(fakehubspot.LagPerRecord))
	if err := c.hub.SetIndexLag(time.Minute); err != nil {
		t.Fatal(err)
	}
	if _, err := c.hub.Touch("51"); err != nil {
		t.Fatal(err)
	}
	want := fakehubspot.IndexState{Lag: fakehubspot.Lag{Delay: time.Minute, Mode: fakehubspot.LagPerRecord}, Pending: 1}
	if got := c.hub.Index(); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if err := c.hub.SetIndex(fakehubspot.Lag{Archived: true}); err != nil {
		t.Fatal(err)
	}
	if got := c.hub.Index(); got.Mode != fakehubspot.LagFixed || !got.Archived || got.Pending != 0 {
		t.Errorf("%+v", got)
	}
	if err := c.hub.SetLimits(fakehubspot.Limits{Plan: fakehubspot.PlanFree, TenSecondly: 1, RetryAfter: true}); err != nil {
		t.Fatal(err)
	}
	c.want(http.StatusOK, "GET /crm/v3/objects/contacts")
	c.want(http.StatusTooManyRequests, "GET /crm/v3/objects/contacts")
	if got := c.hub.Limits(); got.InForce.TenSecondly != 1 || got.InForce.Daily != 250_000 || got.Today != 1 || got.Busiest != 1 {
		t.Errorf("%+v", got)
	}
	if err := c.hub.SetCursors(fakehubspot.CursorRefused); err != nil || c.hub.Cursors() != fakehubspot.CursorRefused {
		t.Errorf("%v, %s", err, c.hub.Cursors())
	}
	if err := c.hub.SetCursors("odd"); !errors.Is(err, fakehubspot.ErrInvalid) || c.hub.Cursors() != fakehubspot.CursorRefused {
		t.Errorf("%v, %s", err, c.hub.Cursors())
	}
	if err := c.hub.Churn(1); err != nil || c.hub.ChurnRate() != 1 || c.hub.Churned() != 0 {
		t.Errorf("%v, %d, %d", err, c.hub.ChurnRate(), c.hub.Churned())
	}
	if _, err := c.hub.Play(fakehubspot.ScenarioCalm, 0); err != nil || len(c.hub.Played()) != 1 || c.hub.Played()[0].Name != fakehubspot.ScenarioCalm || c.hub.Played()[0].Done == "" {
		t.Errorf("%v, %+v", err, c.hub.Played())
	}
	if err := c.hub.RunFrom(noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if c.hub.ClockFrozen() || c.hub.Now().Before(noon.Add(time.Hour)) {
		t.Errorf("%v", c.hub.Now())
	}
	if at := c.hub.Freeze(); !c.hub.ClockFrozen() || !c.hub.Now().Equal(at) {
		t.Errorf("%v, %v", at, c.hub.Now())
	}
}

func TestJournalAsMethods(t *testing.T) {
	c := start(t, fakehubspot.Journal(1))
	c.want(http.StatusOK, "GET /crm/v3/objects/contacts?limit=1")
	c.want(http.StatusOK, "GET /crm/v3/objects/contacts?limit=2")
	misses := c.hub.NearMisses(fakehubspot.Filter{Query: "limit=1"})
	if len(misses) != 1 || misses[0].Request.Seq != 2 || len(misses[0].Reasons) != 1 || c.hub.DroppedRequests() != 1 {
		t.Errorf("%+v, %d dropped", misses, c.hub.DroppedRequests())
	}
	if one, err := c.hub.Exchange(2); err != nil || one.Status != http.StatusOK || one.AnswerBytes == 0 || len(one.Answer.Body) == 0 || one.Answer.Headers["Content-Type"] == "" {
		t.Errorf("%+v, %v", one, err)
	}
	if _, err := c.hub.Exchange(1); !errors.Is(err, fakehubspot.ErrNotFound) {
		t.Errorf("a call that made room: %v", err)
	}
	if all := c.hub.Requests(fakehubspot.Filter{}); len(all) != 1 || all[0].Query != "limit=2" || !all[0].Time.Equal(noon) {
		t.Errorf("%+v", all)
	}
}

// gin's mode belongs to the program that imports this package, and standard output too.
func TestGinIsLeftAlone(t *testing.T) {
	mode, writer := gin.Mode(), gin.DefaultWriter
	defer func() { gin.SetMode(mode); gin.DefaultWriter = writer }()
	var printed bytes.Buffer
	gin.SetMode(gin.DebugMode)
	gin.DefaultWriter = &printed
	c := start(t, fakehubspot.Logger(slog.New(slog.DiscardHandler)))
	if gin.Mode() != gin.DebugMode {
		t.Errorf("the mode is %s now", gin.Mode())
	}
	for _, request := range []string{
		"GET /crm/v3/objects/contacts", "GET /crm/v3/objects/contacts/99", "GET /crm/v3/objects/contacts/", "PUT /crm/v3/objects/contacts",
		"GET /crm/v3/nothing", "GET /_fake/health", "GET /_fake/health/", "DELETE /_fake/health", "GET /_fake", "GET /_fake/x",
		"DELETE /_fake/state", "POST /_fake/faults {", "GET /",
	} {
		c.call(request)
	}
	if printed.Len() > 0 {
		t.Errorf("printed:\n%s", printed.String())
	}
}
