package recipes

var function = recipe{
	title: "Add a DTL function to fakesesam",
	green: check{folder: "fakesesam/internal/dtl", test: "TestDocs|TestReference|TestEveryFunctionOfTheReferenceIsKnown"},
	steps: []step{
		{
			file: "fakesesam/internal/dtl/strings.go", after: "func stringFunctions() []function {\n\treturn []function{\n",
			insert: "\t\tonText(\"shout\", \"strings in upper case\", strings.ToUpper),\n",
			guard:  check{"fakesesam/internal/dtl", "TestEveryFunctionOfTheReferenceIsKnown", "shout"},
		},
		{
			file: "fakesesam/internal/dtl/reference_test.go", after: "\treferenceExpressions = strings.Fields(`",
			insert: "shout ",
			guard:  check{"fakesesam/internal/dtl", "TestEveryFunctionOfTheReferenceIsKnown", "shout"},
		},
		{
			file: "fakesesam/internal/dtl/reference_strings_test.go", after: "var stringsExamples = []example{\n",
			insert: "\t{`[\"shout\", \"a\"]`, `\"A\"`},\n",
			guard:  check{"fakesesam/internal/dtl", "TestEveryFunctionIsTested", "shout"},
		},
		{
			file: "fakesesam/docs/dtl.md", after: "\n## Strings\n\n| function | arguments | what it does |\n|---|---|---|\n",
			insert: "| `shout` | VALUES | strings in upper case; other values are left out |\n",
			guard:  check{"fakesesam/internal/dtl", "TestDocs", "out of date"},
		},
	},
}
