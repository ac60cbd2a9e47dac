package refusal

// envelope is the general JSON object of an error. Its fields stand in the
// order in which HubSpot writes them; absent ones are left out.
type envelope struct {
	Status        string              `json:"status"`
	Message       string              `json:"message"`
	CorrelationID string              `json:"correlationId"`
	Errors        []detail            `json:"errors,omitempty"`
	Context       map[string][]string `json:"context,omitempty"`
	Links         map[string]string   `json:"links,omitempty"`
	Category      string              `json:"category,omitempty"`
	SubCategory   string              `json:"subCategory,omitempty"`
}

// detail is one entry of an envelope's errors.
type detail struct {
	Message     string              `json:"message"`
	Code        string              `json:"code,omitempty"`
	In          string              `json:"in,omitempty"`
	Context     map[string][]string `json:"context,omitempty"`
	SubCategory string              `json:"subCategory,omitempty"`
}

// expiredToken is the 401 for a token past its time: here the context comes
// after the category.
type expiredToken struct {
	Status        string              `json:"status"`
	Message       string              `json:"message"`
	CorrelationID string              `json:"correlationId"`
	Category      string              `json:"category"`
	Context       map[string][]string `json:"context"`
}

// rateLimited is the 429: errorType in place of category, and the policy.
type rateLimited struct {
	Status        string `json:"status"`
	Message       string `json:"message"`
	ErrorType     string `json:"errorType"`
	CorrelationID string `json:"correlationId"`
	PolicyName    string `json:"policyName"`
	RequestID     string `json:"requestId"`
}

// quoted is a text in quotes, as HubSpot writes it into a message: whatever is in it stays as it is.
func quoted(text string) string { return `"` + text + `"` }
