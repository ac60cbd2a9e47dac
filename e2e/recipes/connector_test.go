package recipes

var setting = recipe{
	title: "Add a setting of the connector",
	green: check{folder: "connector", test: "TestReadmeHasTheSettingsAsTheyAre|TestEverySettingIsPassedOn|TestFromEnv"},
	steps: []step{
		{
			file: "connector/config.go", after: "type Config struct {\n",
			insert: "\tMostCalls int // most calls of one read, whatever Parallel says\n\n",
			guard:  check{"connector", "TestReadmeHasTheSettingsAsTheyAre", "c.MostCalls undefined"},
		},
		{
			file: "connector/settings.go", after: "var settings = []setting{\n",
			insert: "\t{Setting{\n\t\tName: \"most-calls\", Default: \"8\",\n\t\tUsage: \"most calls of one read\",\n" +
				"\t}, func(c *Config) value { return count{&c.MostCalls, 1, 64} }},\n",
			guard: check{"connector", "TestReadmeHasTheSettingsAsTheyAre", "most-calls"},
		},
		{
			file: "connector/README.md", after: "| name | default | meaning |\n|---|---|---|\n",
			insert: "| `most-calls` | `8` | most calls of one read |\n",
			guard:  check{"connector", "TestReadmeHasTheSettingsAsTheyAre", "most-calls"},
		},
		{
			file: "connector/connector.go", after: "\tcfg, errConfig := cfg.normalized()\n",
			insert: "\tcfg.Parallel = min(cfg.Parallel, cfg.MostCalls)\n",
			guard:  check{"connector", "TestEverySettingIsPassedOn", "nothing gets MostCalls"},
		},
	},
}

var connectorObject = recipe{
	title: "Add an object type to the connector",
	green: check{folder: "connector", test: "TestEveryStandardObjectCanBeRead|TestTheListOfObjects|TestNamesOfObjectsAreUnique"},
	steps: []step{
		{
			file: "connector/internal/hubspot/standard.go", after: "var Standard = []*Object{\n",
			insert: "\tstandard(\"gliders\", \"glider\", \"0-999\", \"gliders\", hsCreated),\n",
			guard:  check{"connector", "TestTheListOfObjects", "gliders"},
		},
		{
			file: "connector/README.md", after: "The objects, besides custom ones: ",
			insert: "`gliders`, ",
			guard:  check{"connector", "TestTheListOfObjects", "gliders"},
		},
	},
}
