package dtl

// The functions of Sesam's reference that this node does not have, and why. Using one is a *NotSupported; any other unknown
// name is a mistake in writing. A test compares these tables and those of the functions with every name of the reference.
var (
	unsupportedTransforms = []absent{
		{"create", "one source entity makes one entity here"},
		{"create-child", "the children would not be emitted"},
		{"sleep!", "a pause would only slow this node down"},
		{"trip!", "a transform cannot reach the sink's circuit breaker"},
	}
	unsupportedExpressions = []absent{
		{"/", ""}, {"%", ""}, {"^", ""}, {"divide", ""}, {"mod", ""}, {"pow", ""}, {"ceil", ""}, {"cos", ""}, {"floor", ""},
		{"round", ""}, {"sin", ""}, {"sqrt", ""}, {"tan", ""}, {"apply-hops", ""}, {"apply-ns", ""}, {"strip-ns", ""},
		{"hops", ""}, {"lookup-entity", ""}, {"base64-decode", ""}, {"base64-encode", ""}, {"bytes", ""}, {"is-bytes", ""},
		{"datetime-diff", ""}, {"datetime-shift", ""}, {"decrypt", ""}, {"decrypt-pgp", ""}, {"decrypt-pki", ""},
		{"encrypt", ""}, {"encrypt-pgp", ""}, {"encrypt-pki", ""}, {"enumerate", ""}, {"group", ""}, {"group-by", ""},
		{"insert", ""}, {"is-changed", ""}, {"json-transit", ""}, {"json-transit-parse", ""}, {"map-dict", ""},
		{"map-values", ""}, {"range", ""}, {"slice", ""}, {"sum", ""}, {"tuples", ""}, {"float", ""}, {"hex", ""},
		{"is-float", ""}, {"is-uuid", ""}, {"uuid", ""}, {"ni-collapse", ""}, {"ni-expand", ""}, {"coalesce-args", ""},
		{"has-key", ""}, {"completeness", ""}, {"phonenumber-parse", ""}, {"phonenumber-format", ""}, {"lookup", ""},
		{"reference", ""},
	}
)

// absent is a function that this node does not have.
type absent struct{ name, why string }

func namesOf(functions []absent) []string {
	names := make([]string, len(functions))
	for i, f := range functions {
		names[i] = f.name
	}
	return names
}
