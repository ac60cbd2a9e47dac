package figures

import (
	"crypto/sha256"
	"fmt"
	"math"
	"strconv"
	"strings"
)

const head = "# Results of the last bench\n\n" +
	"Every result of `make bench`, as it is in [bench.json](bench.json): of %s, at commit `%s`, with %s and\n" +
	"%d processors. The SHA-256 of that file is `%x`.\n" +
	"[Performance](performance.md) says what they mean. `make figures` writes this page; a test fails when it is out of date.\n\n%s\n\n" +
	"| result | value | unit | budget | holds | |\n|---|---|---|---|---|---|\n"

// Page is the document that has every result, and the checksum of the file that has them.
func Page(r *Record, file []byte) string {
	var page strings.Builder
	fmt.Fprintf(&page, head, r.Origin.Date, r.Origin.Commit, r.Origin.Go, r.Origin.Processors, sha256.Sum256(file), verdict(r))
	for _, result := range r.Results {
		value, budget, holds := "–", "", ""
		if result.Value != nil {
			value = shown(*result.Value)
		}
		if result.Budget != nil {
			budget, holds = *result.Budget, yesOrNo(result)
		}
		fmt.Fprintf(&page, "| `%s` | %s | %s | %s | %s | %s |\n", result.Name, value, result.Unit, budget, holds, strings.ReplaceAll(result.Note, "|", `\|`))
	}
	return page.String()
}

func shown(value float64) string {
	if math.Abs(value) >= 100 || value == math.Trunc(value) {
		return strconv.FormatFloat(value, 'f', 0, 64)
	}
	return strconv.FormatFloat(value, 'f', 3, 64)
}

// verdict says which budgets do not hold.
func verdict(r *Record) string {
	var broken []string
	for _, result := range r.Results {
		if result.Budget != nil && yesOrNo(result) == "no" {
			broken = append(broken, "`"+result.Name+"`")
		}
	}
	if len(broken) == 0 {
		return "Every budget holds."
	}
	return "**Budgets that do not hold:** " + strings.Join(broken, ", ") + "."
}

func yesOrNo(result Result) string {
	if result.Holds != nil && *result.Holds {
		return "yes"
	}
	return "no"
}
