package processes

import (
	"fmt"
	"net/url"
)

func portOf(address string) (string, error) {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Port() == "" {
		return "", fmt.Errorf("no port in URL %q", address)
	}
	return parsed.Port(), nil
}
