package dtl

// NotSupported reports a function of Sesam's DTL that this node does not have.
type NotSupported struct{ Function string }

func (e *NotSupported) Error() string { return "function \"" + e.Function + "\" is not supported here" }
