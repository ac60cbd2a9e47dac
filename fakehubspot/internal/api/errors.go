package api

import (
	"errors"
	"strconv"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/pipeline"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/search"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// idError is an ID in a call that no record can have. It is one more way of finding no record.
type idError string

func (e idError) Error() string { return "record ID " + string(e) + " is not a number" }

// Is makes it a store.ErrNotFound.
func (idError) Is(target error) bool { return target == store.ErrNotFound }

// invalidInputs are the values of all inputs of a batch that properties do not take.
type invalidInputs []schema.InvalidValue

func (e invalidInputs) Error() string { return (&schema.ValuesError{Values: e}).Error() }

// refused returns HubSpot's answer for an error of the packages below, which know nothing of answers. The object type
// is nil for endpoints of the account.
func refused(err error, t *object.Type) (refusal.Refusal, bool) {
	if answer, ok := errors.AsType[refusal.Refusal](err); ok {
		return answer, true
	}
	if id, ok := errors.AsType[idError](err); ok {
		return refusal.ObjectNotFound(string(id)), true
	}
	if values, ok := errors.AsType[*schema.ValuesError](err); ok {
		return refusal.InvalidProperties(propertyErrors(values.Values)), true
	}
	if inputs, ok := errors.AsType[invalidInputs](err); ok {
		return refusal.InvalidInputs(propertyErrors(inputs)), true
	}
	if definition, ok := errors.AsType[*schema.DefinitionError](err); ok {
		return invalidDefinition(definition)
	}
	if search, ok := errors.AsType[*search.Error](err); ok {
		return refusedSearch(search)
	}
	if change, ok := errors.AsType[*pipeline.Error](err); ok {
		return refusedPipeline(change, t), true
	}
	return refusedWrite(err, t)
}

// refusedWrite answers errors of the store.
func refusedWrite(err error, t *object.Type) (refusal.Refusal, bool) {
	switch {
	case errors.Is(err, store.ErrNotFound):
		return refusal.NotFound(), true
	case errors.Is(err, store.ErrTooManyIdentities):
		return refusal.TooManyIdentities(), true
	}
	if taken, ok := errors.AsType[*store.TakenError](err); ok {
		if exists(taken, t) {
			return refusal.Conflict(t.Title(), strconv.FormatInt(taken.Holder, 10)), true
		}
		return refusal.UniqueTaken(t, taken.Property, taken.Value, taken.Writing, taken.Holder), true
	}
	if blocked, ok := errors.AsType[*store.BlockedError](err); ok {
		return refusal.InvalidProperties([]refusal.PropertyError{refusal.NotEmail(blocked.Property, blocked.Value)}), true
	}
	if duplicate, ok := errors.AsType[*store.DuplicateError](err); ok {
		return refusal.DuplicateInBatch(duplicate.Property, duplicate.Value), true
	}
	if repeated, ok := errors.AsType[*store.RepeatedError](err); ok {
		return refusal.RepeatedInBatch(repeated.IDs), true
	}
	if incomplete, ok := errors.AsType[*store.IncompleteError](err); ok {
		return refusal.Incomplete(incomplete.OneOf), true
	}
	if missing, ok := errors.AsType[*store.MissingError](err); ok {
		return refusal.MissingProperties(t.Word(), missing.Names), true
	}
	if selfMerge, ok := errors.AsType[*store.SelfMergeError](err); ok {
		return refusal.SelfMerge(selfMerge.ID), true
	}
	return refusedAssociation(err)
}

// exists reports whether a value is one by which another record is known to exist.
func exists(taken *store.TakenError, t *object.Type) bool {
	return t.Identity.Exists && taken.Property == t.Identity.Property
}

// refusedLabel answers labels that cannot be.
func refusedLabel(err error) error {
	taken, isTaken := errors.AsType[*association.LabelTakenError](err)
	switch {
	case isTaken:
		return refusal.LabelTaken(taken.Text)
	case errors.Is(err, association.ErrTooManyLabels):
		return refusal.TooManyLabels(association.MaxLabels)
	case errors.Is(err, association.ErrNoLabel):
		return store.ErrNotFound
	}
	return err
}

// refusedAssociation answers associations that cannot be.
func refusedAssociation(err error) (refusal.Refusal, bool) {
	if kind, ok := errors.AsType[*association.TypeError](err); ok {
		return refusal.InvalidAssociation(kind.Kind.Category, kind.Kind.ID), true
	}
	if missing, ok := errors.AsType[*store.NoRecordError](err); ok {
		return refusal.NoAssociatedRecord(strings.ToUpper(missing.Object), strconv.FormatInt(missing.ID, 10)), true
	}
	if self, ok := errors.AsType[*association.SelfError](err); ok {
		return refusal.SelfAssociation(strconv.FormatInt(self.Ref.ID, 10)), true
	}
	if full, ok := errors.AsType[*association.LimitError](err); ok {
		return refusal.TooManyAssociations(strconv.FormatInt(full.Ref.ID, 10), full.Type.String(), full.Max), true
	}
	if unrelated, ok := errors.AsType[*association.UnrelatedError](err); ok {
		return refusal.Unrelated(unrelated.From, unrelated.To), true
	}
	return refusal.Refusal{}, false
}

// propertyErrors are values that properties do not take, as HubSpot lists them.
func propertyErrors(values []schema.InvalidValue) []refusal.PropertyError {
	all := make([]refusal.PropertyError, len(values))
	for i, v := range values {
		all[i] = invalidValue(v)
	}
	return all
}

func invalidValue(v schema.InvalidValue) refusal.PropertyError {
	switch v.Reason {
	case schema.Unknown:
		return refusal.UnknownProperty(v.Property)
	case schema.ReadOnly:
		return refusal.ReadOnlyValue(v.Property)
	case schema.NotNumber:
		return refusal.NotNumber(v.Property, v.Value)
	case schema.NotBool:
		return refusal.NotBool(v.Property, v.Value)
	case schema.NotTime:
		return refusal.NotDateTime(v.Property, v.Value)
	case schema.NotDay:
		return refusal.NotDate(v.Property, v.Value)
	case schema.NotMidnight:
		return refusal.NotMidnight(v.Property, v.Value, v.At)
	case schema.TooLong:
		return refusal.ValueTooLong(v.Property)
	case schema.NotOption:
		return refusal.NotOption(v.Property, v.Value, v.Options)
	case schema.BreaksRule:
		return refusal.BrokenRule(v.Property, v.Value, v.Rule.Type, v.Rule.Arguments)
	case schema.NotCurrency:
		return refusal.NotCurrency(v.Property, v.Value)
	default: // schema.NotEmail; no JSON brings schema.NotText
		return refusal.NotEmail(v.Property, v.Value)
	}
}

// invalidDefinition answers changes to properties and groups.
func invalidDefinition(e *schema.DefinitionError) (refusal.Refusal, bool) {
	switch e.Problem {
	case schema.PropertyNotFound:
		return refusal.PropertyNotFound(e.Name), true
	case schema.PropertyExists:
		return refusal.PropertyExists(e.Name), true
	case schema.BadName:
		return refusal.PropertyName(e.Name), true
	case schema.NoLabel:
		return refusal.PropertyLabel(), true
	case schema.UnknownType:
		return refusal.PropertyType(e.Value), true
	case schema.WrongField:
		return refusal.PropertyField(e.Value, e.Type, e.Allowed), true
	case schema.UnknownGroup:
		return refusal.PropertyGroup(e.Value), true
	case schema.TooMany:
		return refusal.PropertyLimit("properties", schema.MaxCustom), true
	case schema.TooManyGroups:
		return refusal.PropertyLimit("property groups", schema.MaxGroups), true
	case schema.TooLarge:
		return refusal.PropertySize(schema.MaxOptions, schema.MaxText), true
	case schema.NoOptions:
		return refusal.PropertyOptions(), true
	case schema.NoFormula:
		return refusal.PropertyFormula(), true
	case schema.WrongMember:
		return refusal.PropertyMember(e.Member, e.Value, e.Allowed), true
	case schema.BadOption:
		return refusal.PropertyOption(e.Value), true
	case schema.NotChangeable:
		return refusal.PropertyFixed(e.Name), true
	case schema.NotArchivable:
		return refusal.PropertyKept(e.Name), true
	case schema.GroupNotFound:
		return refusal.GroupNotFound(e.Name), true
	case schema.GroupExists:
		return refusal.GroupExists(e.Name), true
	case schema.GroupIncomplete:
		return refusal.GroupIncomplete(), true
	case schema.GroupInUse:
		return refusal.GroupInUse(e.Name), true
	default:
		return invalidLimitation(e)
	}
}

// invalidLimitation answers what cannot be asked of the values of a property.
func invalidLimitation(e *schema.DefinitionError) (refusal.Refusal, bool) {
	switch e.Problem {
	case schema.UnknownRule:
		return refusal.RuleType(e.Value, e.Allowed), true
	case schema.BadRule:
		return refusal.RuleArguments(e.Type, e.Value), true
	case schema.TooManyUnique:
		return refusal.PropertyLimit("properties with unique values for an object type", schema.MaxUnique), true
	case schema.NoUnique:
		return refusal.PropertyNotUnique(), true
	default:
		return refusal.Refusal{}, false
	}
}

// refusedSearch answers errors of a search.
func refusedSearch(e *search.Error) (refusal.Refusal, bool) {
	switch e.Reason {
	case search.TooMany:
		return refusal.TooManyInSearch(e.Of, e.Max, e.Got), true
	case search.BadLimit:
		return refusal.SearchLimit(e.Max, e.Got), true
	case search.BadAfter:
		return refusal.SearchAfter(e.Got), true
	case search.UnknownOperator:
		return refusal.UnknownOperator(e.Operator, search.Operators()), true
	case search.MissingValue:
		return refusal.MissingValue(e.Operator, e.Property), true
	case search.MissingValues:
		return refusal.MissingValues(e.Operator, e.Property), true
	case search.BlankValue:
		return refusal.BlankValue(e.Property), true
	case search.EpochValue:
		return refusal.InternalError(), true
	case search.TooDeep, search.UnknownProperty, search.InvalidValue:
		return refusal.Problem(), true
	default:
		return refusal.Refusal{}, false
	}
}
