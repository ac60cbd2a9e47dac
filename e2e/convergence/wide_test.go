package convergence

import (
	"testing"
	"time"
)

// Pipes and object types of an account with several, in the order of pipesOf and objectsOf.
const (
	companiesPipe, companiesAgainPipe, dealsPipe, carsPipe, ownersPipe, linksPipe = 1, 2, 3, 4, 5, 6

	ofCompanies, ofDeals = 1, 2

	// Links, in the order of tiesOf.
	ofDealsCompanies, ofContactsCompanies = 1, 4
)

// anHour and aSecond are pauses.
var (
	anHour  = move{Kind: "step", Step: step{Kind: "time passes", A: 4}}
	aSecond = move{Kind: "step", Step: step{Kind: "time passes", A: 1}}
)

func run(pipe int) move      { return move{Kind: "run", Pipe: pipe, Settled: true} }
func does(s step) move       { return move{Kind: "step", Step: s} }
func archived(a int) move    { return does(step{Kind: "archive", Of: ofCompanies, A: a}) }
func updated(of, a int) move { return does(step{Kind: "update", Of: of, A: a}) }

// tied ties a deal to a company.
func tied(deal, company int) move {
	return does(step{Kind: "tie", Of: ofDealsCompanies, A: deal, B: company})
}

// Hard cases by name, in an account with several object types: what the archive that is remembered and links can cost.
var knownWide = []struct {
	name    string
	history []move
}{
	{
		name: "companies change",
		history: []move{
			run(companiesPipe), updated(ofCompanies, 1), run(companiesPipe),
		},
	},
	{
		name: "a company is archived after the archive was read, and the offset passes that moment",
		history: []move{
			run(companiesPipe), updated(ofCompanies, 0), run(companiesPipe),
			archived(3), aSecond, updated(ofCompanies, 0), run(companiesPipe),
			anHour, run(companiesPipe),
		},
	},
	{
		name: "a pipe reads the archive, and another pipe of the object has to hear of it",
		history: []move{
			run(companiesPipe), run(companiesAgainPipe), archived(3),
			anHour, run(companiesPipe), run(companiesAgainPipe),
		},
	},
	{
		name: "a run breaks while it reads the archive",
		history: []move{
			run(companiesPipe), archived(1), archived(2), archived(3), archived(4), archived(5),
			anHour, updated(ofCompanies, 0),
			does(step{Kind: "fault", A: 5, B: 23}), // 401 from the third request on
			run(companiesPipe), does(step{Kind: "no faults"}), run(companiesPipe),
		},
	},
	{
		name: "a company comes back while its deletion is remembered",
		history: []move{
			run(companiesPipe), archived(3), run(companiesPipe),
			does(step{Kind: "restore", Of: ofCompanies}), run(companiesPipe), run(companiesPipe),
		},
	},
	{
		name: "an archived company that others were merged into is remembered",
		history: []move{
			run(companiesPipe), run(companiesAgainPipe),
			does(step{Kind: "merge", Of: ofCompanies, A: 0, B: 0}), does(step{Kind: "archive newest", Of: ofCompanies}),
			anHour, run(companiesPipe), run(companiesAgainPipe),
		},
	},
	{
		name: "the links of a deal are more than a page, and those of others none",
		history: []move{
			run(dealsPipe), tied(0, 1), tied(0, 2), tied(0, 3), tied(0, 4), tied(0, 5),
			updated(ofDeals, 0), updated(ofDeals, 1), run(dealsPipe),
		},
	},
	{
		name: "an answer about links is empty",
		history: []move{
			run(dealsPipe), updated(ofDeals, 0), updated(ofDeals, 1), updated(ofDeals, 2),
			does(step{Kind: "fault", Of: 1, A: 15, B: 0}), // an empty page at the first request
			run(dealsPipe), run(linksPipe),
		},
	},
	{
		name: "links are made and taken away while they are read",
		history: []move{
			{Kind: "run", Pipe: linksPipe, During: []meanwhile{
				{Before: 3, Do: step{Kind: "untie", Of: ofContactsCompanies, A: 1}},
				{Before: 4, Do: step{Kind: "tie", Of: ofContactsCompanies, A: 5, B: 7}},
				{Before: 16, Do: step{Kind: "primary", Of: ofContactsCompanies, A: 6, B: 3}},
				{Before: 17, Do: step{Kind: "archive", Of: ofCompanies, A: 2}},
			}},
			run(carsPipe), run(companiesAgainPipe),
		},
	},
	{
		name: "owners are archived and come back while all are read",
		history: []move{
			run(ownersPipe),
			{Kind: "reset", Pipe: ownersPipe},
			{Kind: "run", Pipe: ownersPipe, During: []meanwhile{{Before: 2, Do: step{Kind: "owner", A: 3, B: 1}}}},
			{Kind: "reset", Pipe: ownersPipe},
			{Kind: "run", Pipe: ownersPipe, During: []meanwhile{{Before: 3, Do: step{Kind: "owner", A: 3, B: 1}}}},
		},
	},
	{
		name: "the connector is restarted while an archive is remembered",
		history: []move{
			run(companiesPipe), archived(3), aSecond, updated(ofCompanies, 0), run(companiesPipe),
			archived(2), aSecond, updated(ofCompanies, 0), run(companiesPipe), {Kind: "restart connector"}, run(companiesPipe),
		},
	},
}

func TestKnownHistoriesOfEveryObject(t *testing.T) {
	for _, k := range knownWide {
		t.Run(k.name, func(t *testing.T) {
			for seed := range uint64(3) { // all three kinds of lag
				a := usual(seed)
				a.Size, a.Everything, a.Interval = many, true, 20*time.Minute
				if _, err := play(t, a, k.history); err != nil {
					t.Fatalf("%s: %v", a, err)
				}
			}
		})
	}
}
