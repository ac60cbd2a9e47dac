package monitoring

import (
	"bytes"
	"encoding/json"
	"html/template"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// TestPictureOfTheDashboard draws the panels of the dashboard with the data of a day of a connector, as far as Prometheus's engine
// answers their queries. It is no Grafana. SCREENSHOTS names the folder where the picture is saved.
func TestPictureOfTheDashboard(t *testing.T) {
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		t.Skip("make screenshots draws it")
	}
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(100 << 20)) // as the program does
	day := aDay(t)
	drawn := readDashboard(t)
	var queries []string
	for _, p := range drawn.Panels {
		for _, target := range p.Targets {
			queries = append(queries, target.Expr)
		}
	}
	answers := evaluate(t, day, queries)
	var charts []chart
	for _, p := range drawn.Panels {
		c := chart{Title: p.Title, Unit: p.Config.Defaults.Unit}
		for _, target := range p.Targets {
			for _, l := range answers[0] {
				c.add(legend(target.Legend, l.Labels), l.Values)
			}
			answers = answers[1:]
		}
		if len(c.Lines) == 0 {
			t.Errorf("the panel %q is empty", p.Title)
		}
		c.draw(day.steps)
		charts = append(charts, c)
	}
	shoot(t, charts, filepath.Join(dir, "dashboard.png"))
}

// aDay is a day of reads every 15 minutes, in which HubSpot is away for an hour, answers 429 for a while, and entities are refused.
func aDay(t *testing.T) *recording {
	t.Helper()
	r := record(newBed(t, 800))
	quarter, scrape := 0, -1
	r.scrapes(3*96, func() {
		if scrape++; scrape%3 > 0 {
			return
		}
		if _, err := r.hub.Change(5 + 40*(quarter%7)); err != nil {
			t.Fatal(err)
		}
		switch quarter {
		case 40:
			r.fails(fakehubspot.Fault{Name: "away", Status: http.StatusServiceUnavailable})
		case 44, 62:
			r.hub.ClearFaults()
		case 60:
			r.fails(fakehubspot.Fault{Status: http.StatusTooManyRequests, Count: 40})
		}
		r.reads()
		if quarter == 0 || quarter == 48 {
			_, _, _ = r.get("/get_contacts")
		}
		_, _, _ = r.get("/get_owners")
		if quarter%3 == 0 {
			_, _, _ = r.ask(http.MethodPost, "/push_contacts", `[{"email":"p`+strconv.Itoa(quarter)+`@example.com"},{"email":"ida@example.com","firstname":"Ida"}]`)
		}
		if quarter == 72 {
			_, _, _ = r.ask(http.MethodPost, "/push_contacts", `[{"email":"bo@example.com","frstname":"Bo"}]`)
		}
		quarter++
	})
	return r
}

// answer is one series of the answer to a query, by step.
type answer struct {
	Labels map[string]string
	Values map[int]float64
}

// evaluate lets Prometheus's engine answer the queries.
func evaluate(t *testing.T, r *recording, queries []string) [][]answer {
	t.Helper()
	question, err := json.Marshal(map[string]any{"Step": step.String(), "Steps": r.steps, "Series": r.values, "Queries": queries})
	if err != nil {
		t.Fatal(err)
	}
	run := exec.CommandContext(t.Context(), "go", "run", "-tags", "remove_all_sd", "./evaluate")
	run.Dir, run.Env = filepath.Join(root(t), "tools", "prometheus"), append(os.Environ(), "GOWORK=off", "GOFLAGS=")
	run.Stdin = bytes.NewReader(question)
	var problem bytes.Buffer
	run.Stderr = &problem
	out, err := run.Output()
	var answers [][]answer
	if err == nil {
		err = json.Unmarshal(out, &answers)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, &problem)
	}
	return answers
}

func legend(format string, labels map[string]string) string {
	return inLegend.ReplaceAllStringFunc(format, func(label string) string { return labels[strings.Trim(label, "{} ")] })
}

// chart is a panel as it is drawn.
type chart struct {
	Title, Unit, Most string
	Lines             []curve
}

type curve struct {
	Name, Path, Colour string
	values             map[int]float64
}

var colours = []string{"#73bf69", "#f2495c", "#5794f2", "#ff9830", "#b877d9", "#fade2a", "#8ab8ff", "#ff7383", "#96d98d", "#ca95e5"}

func (c *chart) add(name string, values map[int]float64) {
	c.Lines = append(c.Lines, curve{Name: name, Colour: colours[len(c.Lines)%len(colours)], values: values})
}

// draw makes a path of 560 by 100 of each series, with a gap where it has no value.
func (c *chart) draw(steps int) {
	most := 0.0
	for _, l := range c.Lines {
		for _, v := range l.values {
			most = math.Max(most, v)
		}
	}
	c.Most = amount(most, c.Unit)
	for i := range c.Lines {
		var path strings.Builder
		move := "M"
		for step := range steps {
			v, ok := c.Lines[i].values[step]
			if !ok {
				move = "M"
				continue
			}
			y := 100 - 96*v/math.Max(most, 1e-9)
			path.WriteString(move + strconv.Itoa(560*step/max(steps-1, 1)) + " " + strconv.FormatFloat(y, 'f', 1, 64) + "h1")
			move = "L"
		}
		c.Lines[i].Path = path.String()
	}
}

// amount is a value with its unit.
func amount(v float64, unit string) string {
	switch unit {
	case "s":
		return time.Duration(v * float64(time.Second)).Round(time.Millisecond).String()
	case "bytes":
		return strconv.FormatFloat(v/(1<<20), 'f', 0, 64) + " MiB"
	case "percentunit":
		return strconv.FormatFloat(100*v, 'f', 0, 64) + " %"
	default:
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
}

var drawing = template.Must(template.New("").Parse(`<!doctype html><meta charset="utf-8"><style>
body{margin:12px;background:#111217;color:#ccccdc;font:12px sans-serif;display:grid;grid-template-columns:1fr 1fr;gap:8px}
section{background:#181b1f;border:1px solid #2c3235;padding:8px}h2{font-size:13px;margin:0 0 6px}svg{width:100%;height:110px}
span{margin-right:10px;white-space:nowrap}b{font-weight:normal;color:#8e8e9e;float:right}i{display:inline-block;width:10px;height:3px;margin-right:4px;vertical-align:middle}</style>
{{range .}}<section><h2>{{.Title}} <b>top: {{.Most}}</b></h2><svg viewBox="0 0 566 102" preserveAspectRatio="none"><path d="M0 101h566" stroke="#2c3235"/>
{{range .Lines}}<path d="{{.Path}}" fill="none" stroke="{{.Colour}}" stroke-width="1.5"/>{{end}}</svg><div>{{range .Lines}}<span><i style="background:{{.Colour}}"></i>{{.Name}}</span>{{end}}</div></section>{{end}}`))

// shoot saves the page of the charts as Chromium shows it in a window of usual width.
func shoot(t *testing.T, charts []chart, name string) {
	t.Helper()
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if err := drawing.Execute(w, charts); err != nil {
			t.Error(err)
		}
	}))
	defer page.Close()
	browser, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal(err)
	}
	alloc, cancel := chromedp.NewExecAllocator(t.Context(), append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(browser), chromedp.DisableGPU, chromedp.NoSandbox, chromedp.WSURLReadTimeout(time.Minute))...)
	defer cancel()
	window, _ := chromedp.NewContext(alloc)
	if err := chromedp.Do(window, chromedp.EmulateViewport(1280, 1080), chromedp.Navigate(page.URL)); err != nil {
		t.Fatal(err)
	}
	png, err := chromedp.Run(window, chromedp.CaptureScreenshot())
	if closed := chromedp.Cancel(window); err == nil {
		err = closed
	}
	if err == nil {
		err = os.WriteFile(name, png, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}
