package api

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/search"
)

// search selects by what the index knows and returns the records as they are now.
func (s *server) search(c *gin.Context) error {
	var request search.Request
	if err := decode(c, &request); err != nil {
		return err
	}
	found, err := s.searched().Search(request)
	if err != nil {
		return refusedSearch(err)
	}

	body := append([]byte(`{"total":`), strconv.Itoa(found.Total)...)
	body = append(body, ',')
	body = s.appendResults(body, s.Store.Fresh(found.Records), shape{view: s.view(request.Properties)})
	if found.Next > 0 {
		body = append(body, `,"paging":{"next":{"after":"`...)
		body = append(strconv.AppendInt(body, int64(found.Next), 10), `"}}`...)
	}
	send(c, http.StatusOK, append(body, '}'))
	return nil
}

// searched is what searches of contacts depend on.
func (s *server) searched() search.Object {
	return search.Object{
		Schema: s.Schema, Index: s.Index, Habits: s.Search, Lookup: "email",
		// As the vendor's guide "Search the CRM" lists them for contacts.
		Queried: []string{
			"firstname", "lastname", "email", "phone", "hs_additional_emails", "fax", "mobilephone", "company",
			"hs_marketable_until_renewal",
		},
	}
}

// undecodedSearch returns the vendor's answer for a value of a search that could not be decoded, found at the column.
func undecodedSearch(column int, err error) (refusal.Refusal, bool) {
	if value, ok := errors.AsType[*search.NotScalarError](err); ok {
		return refusal.NotString(column, byte(value.Kind)), true
	}
	if value, ok := errors.AsType[*search.NotWholeError](err); ok {
		return refusal.NotInteger(column, value.Text), true
	}
	return refusal.Refusal{}, false
}

// refusedSearch returns the vendor's answer to a search that is refused.
func refusedSearch(err error) error {
	refused, ok := errors.AsType[*search.Error](err)
	if !ok {
		return err
	}
	switch refused.Reason {
	case search.TooMany:
		return refusal.TooManyInSearch(refused.Of, refused.Max, refused.Got)
	case search.BadLimit:
		return refusal.SearchLimit(refused.Max, refused.Got)
	case search.BadAfter:
		return refusal.SearchAfter(refused.Got)
	case search.UnknownOperator:
		return refusal.UnknownOperator(refused.Operator, search.Operators())
	case search.MissingValue:
		return refusal.MissingValue(refused.Operator, refused.Property)
	case search.MissingValues:
		return refusal.MissingValues(refused.Operator, refused.Property)
	case search.BlankValue:
		return refusal.BlankValue(refused.Property)
	case search.EpochValue:
		return refusal.InternalError()
	case search.TooDeep, search.UnknownProperty, search.InvalidValue:
		return refusal.Problem()
	default:
		return err
	}
}
