package refusal

// NotOwnerID is the 400 for an idProperty by which no owner is known. The wording is ours.
func NotOwnerID(property string) Refusal {
	return validation("Invalid value for query parameter idProperty: " + quoted(property) + " is neither id nor userId")
}
