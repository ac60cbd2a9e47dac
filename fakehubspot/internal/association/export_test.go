package association

import "slices"

// ObjectTypes are the IDs of the object types that HubSpot defines types for.
func ObjectTypes() []string {
	var all []string
	for _, h := range hubspotTypes {
		all = append(all, h.from, h.to)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
