package recipes

var metric = recipe{
	title: "Add a metric of the connector",
	green: check{folder: "e2e/monitoring", test: "TestEveryMetricIsDocumented|TestQueriesNameWhatIsExposed"},
	steps: []step{
		{
			file: "connector/internal/server/metrics.go", after: "\tpushTime *prometheus.HistogramVec\n",
			insert: "\tdeals    *prometheus.CounterVec\n",
			guard:  check{"e2e/monitoring", "TestEveryMetricIsDocumented", "m.deals undefined"},
		},
		{
			file:   "connector/internal/server/metrics.go",
			after:  "\tm.pushTime = m.histogram(\"connector_push_seconds\", \"Duration of requests by Sesam to write.\", prometheus.ExponentialBuckets(0.1, 3, 12), \"object\")\n",
			insert: "\tm.deals = m.counter(\"connector_deals_reads_total\", \"Reads of deals.\", \"mode\")\n",
			guard:  check{"e2e/monitoring", "TestEveryMetricIsDocumented", "/get_deals"},
		},
		{
			file: "connector/internal/server/metrics.go", after: "\tm.duration.WithLabelValues(object, mode).Observe(took.Seconds())\n",
			insert: "\tif object == \"deals\" {\n\t\tm.deals.WithLabelValues(mode).Inc()\n\t}\n",
			guard:  check{"e2e/monitoring", "TestEveryMetricIsDocumented", "connector_deals_reads_total is registered"},
		},
		{
			file: "docs/monitoring.md", after: "| name | type | labels | unit | meaning | normal |\n|---|---|---|---|---|---|\n",
			insert: "| `connector_deals_reads_total` | counter | `mode` | reads | reads of deals | grows |\n",
			guard:  check{"e2e/monitoring", "TestEveryMetricIsDocumented", "no row for connector_deals_reads_total"},
		},
		{
			file: "e2e/monitoring/busy_test.go", after: "\tb.wants(http.StatusOK, http.MethodGet, \"/get_contacts\", \"\")\n",
			insert: "\tb.wants(http.StatusOK, http.MethodGet, \"/get_deals\", \"\")\n",
			guard:  check{"e2e/monitoring", "TestEveryMetricIsDocumented", "connector_deals_reads_total is registered"},
		},
	},
}
