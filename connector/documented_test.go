package connector_test

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector"
)

// A setting that is read and checked, and then reaches nothing, would only seem to be one.
func TestEverySettingIsPassedOn(t *testing.T) {
	var sources strings.Builder
	for _, pattern := range []string{"connector.go", "unencrypted.go", "cmd/connector/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v, %v", pattern, files, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			sources.Write(text)
		}
	}
	for field := range reflect.TypeFor[connector.Config]().Fields() {
		// The one since-field that is accepted is that of the object type.
		if field.Name != "SinceField" && !regexp.MustCompile(`\bcfg\.`+field.Name+`\b`).MatchString(sources.String()) {
			t.Errorf("nothing gets %s", field.Name)
		}
	}
}
