package dtl

// The functions of Sesam's reference that this node does not have, and why. Using one is a *NotSupported; any other unknown
// name is a mistake in writing. A test compares these tables and those of the functions with every name of the reference.
var (
	unsupportedTransforms = []absent{
		{"sleep!", "a pause would only slow this node down"},
		{"trip!", "a transform cannot reach the circuit breaker of the sink"},
	}
	unsupportedExpressions = []absent{
		{"completeness", "a dataset does not know the completeness of others here"},
		{"encrypt", "the format is not documented"},
		{"decrypt", "the format is not documented"},
		{"encrypt-pgp", "needs a library for OpenPGP"},
		{"decrypt-pgp", "needs a library for OpenPGP"},
		{"encrypt-pki", "the padding is not documented"},
		{"decrypt-pki", "the padding is not documented"},
		{"phonenumber-parse", "needs the numbering plans of all countries"},
		{"phonenumber-format", "needs the numbering plans of all countries"},
		{"ni-collapse", "deprecated; needs the declared namespaces"},
		{"ni-expand", "deprecated; needs the declared namespaces"},
		{"curie", "deprecated"},
		{"uri-expand", "deprecated; needs the RDF registry"},
		{"lookup", "deprecated"},
		{"reference", "deprecated"},
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
