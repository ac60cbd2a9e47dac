package recipes

var fault = recipe{
	title: "Add a fault to fakehubspot",
	green: check{folder: "fakehubspot", test: "TestConstantsAreComplete|TestReadmeNamesEverything"},
	steps: []step{
		{
			file: "fakehubspot/internal/fault/blank.go",
			insert: "package fault\n\nimport \"net/http\"\n\n// strikeBlank answers 200 without a body.\n" +
				"func strikeBlank(c *call) bool {\n\tc.w.WriteHeader(http.StatusOK)\n\treturn true\n}\n",
			guard: check{"fakehubspot", "TestConstantsAreComplete", "undefined: strikeBlank"},
		},
		{
			file: "fakehubspot/internal/fault/kind.go", after: "var kinds = map[string]kind{\n",
			insert: "\t\"blank\": {text: \"Answers 200 without a body.\", last: true, strike: strikeBlank},\n",
			guard:  check{"fakehubspot", "TestConstantsAreComplete", "blank"},
		},
		{
			file: "fakehubspot/faults.go", after: "// The kinds of fault, each with the parameters it takes in parentheses.\nconst (\n",
			insert: "\t// FaultBlank answers 200 without a body.\n\tFaultBlank FaultKind = \"blank\"\n",
			guard:  check{"fakehubspot", "TestConstantsAreComplete", "blank"},
		},
		{
			file: "fakehubspot/internal/ui/faultform.go", after: "\t{\"Another answer\", []string{",
			insert: "\"blank\", ",
			guard:  check{"fakehubspot/internal/ui", "TestControlHasAFormForEveryFault", "blank"},
		},
		{
			file: "fakehubspot/README.md", after: "| kind | what it does | its parameters |\n|---|---|---|\n",
			insert: "| `blank` | answers 200 without a body | |\n",
			guard:  check{"fakehubspot", "TestReadmeNamesEverything", "blank"},
		},
		{
			file: "e2e/convergence/fault_test.go", after: "var faults = []setFault{\n",
			insert: "\t{\"blank\", nil},\n",
			guard:  check{"e2e/convergence", "TestEveryKindOfFaultIsPlayed", "blank"},
		},
	},
}

var scenario = recipe{
	title: "Add a scenario to fakehubspot",
	green: check{folder: "fakehubspot", test: "TestConstantsAreComplete|TestReadmeNamesEverything"},
	steps: []step{
		{
			file: "fakehubspot/internal/scenario/service.go", after: "func service() []Scenario {\n\treturn []Scenario{\n",
			insert: "\t\tfaults(\"fog\", \"Every call waits for a second.\", fault.Fault{Name: \"fog\", Kind: \"delay\", Delay: fault.Duration(time.Second)}),\n",
			guard:  check{"fakehubspot", "TestConstantsAreComplete", "fog"},
		},
		{
			file: "fakehubspot/scenarios.go", after: "// The scenarios.\nconst (\n",
			insert: "\tScenarioFog ScenarioName = \"fog\" // every call waits for a second\n",
			guard:  check{"fakehubspot", "TestConstantsAreComplete", "fog"},
		},
		{
			file: "fakehubspot/README.md", after: "| `calm` | no faults, no limits, no lag |\n",
			insert: "| `fog` | every call waits for a second |\n",
			guard:  check{"fakehubspot", "TestReadmeNamesEverything", "fog"},
		},
	},
}

var endpoint = recipe{
	title: "Add a route to the control API of fakehubspot",
	green: check{folder: "fakehubspot", test: "TestControlTableIsComplete|TestControlSession|TestReadmeNamesEverything"},
	steps: []step{
		{
			file: "fakehubspot/internal/admin/routes.go", after: "\trouter.GET(\"/health\", noBody, a.health)\n",
			insert: "\trouter.GET(\"/weekday\", noBody, a.weekday)\n",
			guard:  check{"fakehubspot", "TestControlTableIsComplete", "/_fake/weekday"},
		},
		{
			file: "fakehubspot/internal/admin/weekday.go",
			insert: "package admin\n\nimport (\n\t\"net/http\"\n\n\t\"github.com/gin-gonic/gin\"\n)\n\n" +
				"// weekday answers {\"weekday\":\"…\"}.\nfunc (a *control) weekday(c *gin.Context) {\n" +
				"\tc.JSON(http.StatusOK, gin.H{\"weekday\": a.hub.Clock().Now().Weekday().String()})\n}\n",
			guard: check{"fakehubspot", "TestControlTableIsComplete", "a.weekday undefined"},
		},
		{
			file: "fakehubspot/weekday.go",
			insert: "package fakehubspot\n\nimport \"time\"\n\n// Weekday returns the day of the week of the server's time.\n" +
				"func (s *Server) Weekday() time.Weekday { return s.Now().Weekday() }\n",
			guard: check{"fakehubspot", "TestControlTableIsComplete", "Weekday"},
		},
		{
			file: "fakehubspot/docs/control-api.md", after: "## Control routes\n\n| route | Go | |\n|---|---|---|\n",
			insert: "| `GET /_fake/weekday` | `Weekday` | `{\"weekday\": \"Sunday\"}` |\n",
			guard:  check{"fakehubspot", "TestControlTableIsComplete", "/_fake/weekday"},
		},
		{
			file: "fakehubspot/docs/control-api.md", after: "GET /_fake/health\n200 {\"status\":\"ok\"}\n",
			insert: "GET /_fake/weekday\n200 {\"weekday\":\"Sunday\"}\n",
			guard:  check{"fakehubspot", "TestControlSession", "/weekday"},
		},
		{
			file: "fakehubspot/README.md", after: "| resource | |\n|---|---|\n",
			insert: "| `weekday` | the day of the week |\n",
			guard:  check{"fakehubspot", "TestReadmeNamesEverything", "weekday"},
		},
	},
}

var fakeObject = recipe{
	title: "Add an object type to fakehubspot",
	green: check{folder: "fakehubspot", test: "TestGliders"},
	steps: []step{
		{
			file: "fakehubspot/internal/object/gliders.go",
			insert: "package object\n\n// Gliders are charged for like discounts.\n" +
				"var Gliders = charge(Names{Plural: \"gliders\", Singular: \"glider\", TypeID: \"0-999\"}, scopesOf(\"gliders\"))\n",
			guard: check{"fakehubspot", "TestGliders", "undefined: Gliders"},
		},
		{
			file: "fakehubspot/internal/object/types.go", after: "var Types = []*Type{\n",
			insert: "\tGliders,\n",
			guard:  check{"fakehubspot", "TestGliders", "gliders"},
		},
		{ // the test of what is different about the type
			file: "fakehubspot/gliders_test.go",
			insert: "package fakehubspot_test\n\nimport (\n\t\"net/http\"\n\t\"net/http/httptest\"\n\t\"testing\"\n)\n\n" +
				"func TestGliders(t *testing.T) {\n\thub := start(t).hub\n" +
				"\tfor _, path := range []string{\"/crm/v3/objects/gliders\", \"/crm/v3/properties/glider\", \"/crm/v3/objects/0-999?archived=true\"} {\n" +
				"\t\tr := httptest.NewRequest(http.MethodGet, path, nil)\n\t\tr.Header.Set(\"Authorization\", \"Bearer \"+hub.Token())\n" +
				"\t\tw := httptest.NewRecorder()\n\t\tif hub.Handler().ServeHTTP(w, r); w.Code != http.StatusOK {\n" +
				"\t\t\tt.Errorf(\"%s: %d %s\", path, w.Code, w.Body)\n\t\t}\n\t}\n}\n",
		},
	},
}

var hubspotEndpoint = recipe{
	title: "Add an endpoint of HubSpot's API to fakehubspot",
	green: check{folder: "fakehubspot", test: "TestFidelityNamesTestsThatExist|TestTheAccountsAge"},
	steps: []step{
		{
			file: "fakehubspot/internal/api/routes.go", after: "\taccount := g.Group(\"\", s.scope(oauthScope))\n",
			insert: "\taccount.GET(\"/age\", s.serve(s.accountAge))\n",
			guard:  check{"fakehubspot/internal/api", "TestFidelityListsEveryRoute", "/account-info/v3/age is listed and not served"},
		},
		{
			file: "fakehubspot/internal/api/age.go",
			insert: "package api\n\nimport (\n\t\"net/http\"\n\n\t\"github.com/gin-gonic/gin\"\n)\n\n" +
				"// accountAge is how many years old the account is.\nfunc (s *server) accountAge(c *gin.Context) error {\n" +
				"\treturn sendValue(c, http.StatusOK, map[string]int{\"years\": 7})\n}\n",
			guard: check{"fakehubspot/internal/api", "TestFidelityListsEveryRoute", "s.accountAge undefined"},
		},
		{
			file: "fakehubspot/docs/fidelity.md", after: "## Account\n\n| endpoint | HubSpot | source | test |\n|---|---|---|---|\n",
			insert: "| `GET account-info/age` | 200 | invented | `TestTheAccountsAge` |\n",
			guard:  check{"fakehubspot/internal/api", "TestFidelityListsEveryRoute", "/account-info/v3/age is served and not listed"},
		},
		{
			file: "fakehubspot/age_test.go",
			insert: "package fakehubspot_test\n\nimport (\n\t\"net/http\"\n\t\"net/http/httptest\"\n\t\"testing\"\n)\n\n" +
				"func TestTheAccountsAge(t *testing.T) {\n\thub := start(t).hub\n" +
				"\tr := httptest.NewRequest(http.MethodGet, \"/account-info/v3/age\", nil)\n\tr.Header.Set(\"Authorization\", \"Bearer \"+hub.Token())\n" +
				"\tw := httptest.NewRecorder()\n\tif hub.Handler().ServeHTTP(w, r); w.Code != http.StatusOK || w.Body.String() != `{\"years\":7}` {\n" +
				"\t\tt.Errorf(\"%d %s\", w.Code, w.Body)\n\t}\n}\n",
			guard: check{"fakehubspot", "TestFidelityNamesTestsThatExist", "there is no TestTheAccountsAge"},
		},
	},
}
