package seed

import "github.com/brianvoe/gofakeit/v7"

// NewJob is a change to a contact that somebody could have made: another job title. Seed, contact and instant decide.
func NewJob(seed uint64, id, at int64) map[string]string {
	return map[string]string{"jobtitle": gofakeit.New(spread(seed^uint64(at), uint64(id))).JobTitle()}
}
