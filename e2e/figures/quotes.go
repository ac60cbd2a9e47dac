package figures

import "slices"

const performance = "docs/performance.md"

// Measured are the sections of docs/performance.md whose tables have nothing but what was measured.
var Measured = []string{"What was measured", "Beside a small service in Python"}

// Quotes are the places of the documents that quote the bench.
var Quotes = []Quote{
	{performance, "It is of … … …, of commit `…`, with Go …,", []Figure{day("2"), day("January"), day("2006"), commit, goVersion}},
	{performance, "on a machine with … processors.", []Figure{processors}},
	{performance, "The ratio is to the bound in the table above. … call was answered with 429.", []Figure{none("No")}},
	{performance, "Each was measured once, on the same … processors:", []Figure{processors}},
	table(
		words("| read (name in the output of `make bench`) | latency | ratio | calls in flight | calls beyond full pages |\n|---|---|---|---|---|"),
		read("| full, 100,000 contacts (`limits`) | none", "limits.no-latency"),
		read("| | 150 ms", "limits.150ms"),
		read("| | 300 ms", "limits.300ms"),
		read("| | 600 ms", "limits.600ms"),
		read("| the same with `parallel` set to `1`, 10,000 contacts | 300 ms", "limits.one-cursor"),
		read("| full, 50,000 contacts with 440 `properties` | 300 ms", "limits.many-properties"),
		read("| since, 50,000 changes (`since-read`) | 150 ms", "since-read.150ms"),
		read("| | 300 ms", "since-read.300ms"),
		read("| | 600 ms", "since-read.600ms"),
		read("| full, 50,000 contacts with `associations=companies` (`associations`) | 150 ms", "associations.150ms"),
		read("| | 300 ms", "associations.300ms"),
		read("| | 600 ms", "associations.600ms"),
		read("| since, 12,500 changes with `associations=companies` | 300 ms", "associations.since"),
		row{
			"| seven full reads and a since-read at once (`together`): the full reads, together | 150 ms | … | … | |\n",
			[]Figure{rounded("together.full-reads", 2), inFlight("together.full-reads")},
		},
		row{"| the since-read among them | 150 ms | … | | |\n", []Figure{rounded("together.since-read", 2)}},
		simulatedRead("| full, 1,000,000 contacts (`simulation`) | 150 ms", "simulation.150ms"),
		simulatedRead("| | 300 ms", "simulation.300ms"),
		simulatedRead("| | 600 ms", "simulation.600ms"),
	),
	{
		performance, "Of the seven full reads at once, the fastest had … times the throughput of the slowest.",
		[]Figure{rounded("together.shares", 2)},
	},
	{
		performance, "(`push`; … call was answered with 429, and the connector took at most … MiB):",
		[]Figure{none("no"), atMost("MiB", memoryOf("push"))},
	},
	table(
		words("| push | latency | ratio | calls in flight | calls: that read, that write, others |\n|---|---|---|---|---|"),
		push("| changed contacts | 150 ms", "push.changed.150ms"),
		push("| | 600 ms", "push.changed.600ms"),
		push("| the same in requests of 1,000, one after the other, as a pipe sends them | 150 ms", "push.changed-by-pipe.150ms"),
		push("| new contacts | 150 ms", "push.created.150ms"),
		push("| unchanged contacts | 150 ms", "push.unchanged.150ms"),
	),
	{
		performance, "(with the same six properties: … times the processor time)",
		[]Figure{rounded("objects.company-of-contact", 2)},
	},
	{
		performance, "the connector's peak was at most … MiB with HubSpot's default properties, and … MiB with 440 properties",
		[]Figure{
			atMost("MiB", memoryOf("limits|since-read|associations", "limits.many-properties")),
			atMost("MiB", memoryOf("limits", "limits.1", "limits.3", "limits.6", "limits.no-latency", "limits.one-cursor")),
		},
	},
	table(
		words("| | service in Python | connector |\n|---|---|---|"),
		beside("| 100,000 contacts, no limits, no latency: time", "s", "python.no-latency.time"),
		beside("| first byte", "s", "python.no-latency.first-byte"),
		beside("| processor time", "s", "python.no-latency.processor"),
		beside("| memory at its peak", "MiB", "python.no-latency.memory"),
		beside("| 20,000 contacts, plan professional, 150 ms: time", "s", "python.150ms.time"),
		beside("| first byte", "s", "python.150ms.first-byte"),
		beside("| processor time", "s", "python.150ms.processor"),
		beside("| memory at its peak", "MiB", "python.150ms.memory"),
	),
	{
		"fakehubspot/README.md", "a million contacts with 200,000 companies and a million associations in … GiB",
		[]Figure{atMost("GiB", only("ties.peak-memory"))},
	},
}

// row is one of a table, with its figures.
type row struct {
	text    string
	figures []Figure
}

func words(text string) row { return row{text: text + "\n"} }

// table is a whole one: a row that has no figures of the bench has no place in it.
func table(rows ...row) Quote {
	quote := Quote{File: performance}
	for _, row := range rows {
		quote.Text += row.text
		quote.Figures = slices.Concat(quote.Figures, row.figures)
	}
	return quote
}

func read(what, name string) row {
	return row{what + " | … | … | … of … |\n", []Figure{rounded(name, 2), inFlight(name), beyond(name), calls(name)}}
}

// simulatedRead has a third decimal: nothing disturbs it.
func simulatedRead(what, name string) row {
	return row{what + " | … | … | … of … |\n", []Figure{rounded(name, 3), inFlight(name), beyond(name), calls(name)}}
}

func push(what, name string) row {
	return row{what + " | … | … | …, …, … |\n", []Figure{
		rounded(name, 2), inFlight(name), kind(name, "batch"), kind(name, "write"), kind(name, "other"),
	}}
}

// beside has what the service in Python took and what the connector took, as the note has both.
func beside(what, unit, name string) row {
	return row{what + " | … " + unit + " | … " + unit + " |\n", []Figure{
		inNote(name, `^([0-9.]+) `+unit), inNote(name, `; connector ([0-9.]+) `+unit),
	}}
}
