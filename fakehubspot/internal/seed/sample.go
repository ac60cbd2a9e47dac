package seed

import (
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// Samples is how many contacts every developer account starts with.
const Samples = 2

// sampleIDs are their IDs.
var sampleIDs = [Samples]int64{1, 51}

// samples are those two contacts.
var samples = [Samples]map[string]string{
	{
		"firstname": "Maria", "lastname": "Johnson (Sample Contact)", "email": "emailmaria@hubspot.com",
		"jobtitle": "Salesperson", "company": "HubSpot", "city": "Brisbane", "website": "http://www.HubSpot.com",
		"lifecyclestage": "lead",
	},
	{
		"firstname": "Brian", "lastname": "Halligan (Sample Contact)", "email": "bh@hubspot.com",
		"jobtitle": "Executive Chairperson", "company": "HubSpot", "city": "Cambridge", "state": "MA",
		"website": "http://www.HubSpot.com", "lifecyclestage": "lead",
	},
}

// sample returns one of the two; the account began with both on its first day.
func sample(keys keys, place int) *record.Record {
	values := map[record.Key]string{}
	for name, value := range samples[place] {
		if key, ok := keys[name]; ok {
			values[key] = value
		}
	}
	at := dawn.Add(time.Duration(place)*211*time.Millisecond + 412*time.Millisecond).UnixMilli()
	return &record.Record{ID: sampleIDs[place], Created: at, Modified: at + 4_307, Values: record.Pack(values)}
}

// SampleTaken reports whether one of the two, from a place on, cannot come because another contact has its email address,
// or its ID was given before.
func SampleTaken(account *store.Account, contacts *store.Store, place int) bool {
	for i := place; i < Samples; i++ {
		if account.Given(sampleIDs[i]) {
			return true
		}
		if _, taken := contacts.ByIdentity(samples[i]["email"]); taken {
			return true
		}
	}
	return false
}
