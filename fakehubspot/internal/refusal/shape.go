package refusal

// Envelope is the general JSON object of an error. Its fields stand in the
// order in which HubSpot writes them; absent ones are left out.
type Envelope struct {
	Status        string              `json:"status"`
	Message       string              `json:"message"`
	CorrelationID string              `json:"correlationId"`
	Errors        []Detail            `json:"errors,omitempty"`
	Context       map[string][]string `json:"context,omitempty"`
	Links         map[string]string   `json:"links,omitempty"`
	Category      string              `json:"category,omitempty"`
	SubCategory   string              `json:"subCategory,omitempty"`
}

// Detail is one entry of an envelope's errors.
type Detail struct {
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

// PropertyFault is one value of a write that a property does not take.
type PropertyFault struct {
	IsValid   bool   `json:"isValid"`
	Message   string `json:"message"`
	Error     string `json:"error"`
	Name      string `json:"name"`
	Localized string `json:"localizedErrorMessage"`
	PortalID  int64  `json:"portalId"`
}

// BatchError is one entry of a 207 answer's errors.
type BatchError struct {
	Status   string              `json:"status"`
	Category string              `json:"category"`
	Message  string              `json:"message"`
	Context  map[string][]string `json:"context"`
	Links    map[string]string   `json:"links"`
	Errors   []Detail            `json:"errors"`
}
