package object

import (
	"fmt"
	"net/mail"
	"slices"
	"strconv"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// Contacts are people. They are known by their email addresses, begin as leads, and are numbered by "vids" from the
// time before the CRM had objects.
var Contacts = &Type{
	Names:      Names{Plural: "contacts", Singular: "contact", TypeID: "0-1"},
	Operations: Eleven | Merge | Erase,
	Scopes:     scopesOf("contacts"),
	Schema: schema.Definition{
		Created: "createdate", Modified: "lastmodifieddate",
		Groups: contactGroups, Properties: contactProperties(),
		Computed: contactComputed,
		Formats:  map[string]func(string) (string, schema.Reason){"email": email},
	},

	Defaults: []string{"createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname"},
	Always:   []string{"createdate", "hs_object_id", "lastmodifieddate"},
	Created: []string{
		"hs_all_contact_vids", "hs_associated_target_accounts", "hs_currently_enrolled_in_prospecting_agent", "hs_email_domain",
		"hs_full_name_or_email", "hs_is_contact", "hs_is_unworked", "hs_lifecyclestage_lead_date", "hs_marketable_status",
		"hs_marketable_until_renewal", "hs_membership_has_accessed_private_content", "hs_object_source", "hs_object_source_id",
		"hs_object_source_label", "hs_pipeline", "hs_prospecting_agent_actively_enrolled_count",
		"hs_prospecting_agent_total_enrolled_count", "hs_registered_member", "hs_searchable_calculated_phone_number",
		"hs_sequences_actively_enrolled_count", "lifecyclestage", "num_notes",
	},
	Updated: []string{
		"createdate", "hs_is_unworked", "hs_object_id", "hs_object_source", "hs_object_source_id", "hs_object_source_label",
		"hs_pipeline", "lastmodifieddate", "lifecyclestage",
	},
	Merged: []string{"hs_merged_object_ids", "hs_calculated_merged_vids", "hs_additional_emails"},
	Settings: Settings{
		Description: "Any person who interacts with a HubSpot user’s business.",
		Primary:     "firstname", Secondary: []string{"lastname", "email", "phone"},
		Searchable: []string{
			"firstname", "lastname", "email", "phone", "hs_additional_emails", "fax", "mobilephone", "company",
			"hs_marketable_until_renewal",
		},
	},

	Pipelines:  contactPipelines,
	Identity:   contactIdentity,
	NeedsOneOf: []string{"email", "firstname", "lastname"},
	Stage:      lifecycleStage,
	Prepare:    prepareContact,
	Revise:     reviseContact,
	Merge:      mergeContacts,
}

// lifecycleStage is how far a contact or a company has come.
const lifecycleStage = "lifecyclestage"

// contactIdentity says that no two contacts have an email address in common.
var contactIdentity = Identity{Property: "email", Additional: "hs_additional_emails", Exists: true}

// email stores email addresses in lower case, as HubSpot does.
func email(value string) (string, schema.Reason) {
	parsed, err := mail.ParseAddress(value)
	if err != nil || parsed.Address != strings.TrimSpace(value) || !strings.Contains(value[strings.LastIndexByte(value, '@')+1:], ".") {
		return "", schema.NotEmail
	}
	return strings.ToLower(parsed.Address), ""
}

// prepareContact makes a new contact a lead that nobody works on yet.
func prepareContact(values map[string]string, at int64) {
	if values[lifecycleStage] == "" {
		values[lifecycleStage] = "lead"
	}
	enterStage(values, at)
	if values["hs_marketable_status"] == "" {
		values["hs_marketable_status"] = "false"
		values["hs_marketable_until_renewal"] = "false"
	}
	values["hs_is_unworked"] = "true"
}

// reviseContact notes when a contact enters a stage.
func reviseContact(before Version, changes map[string]string, at int64) {
	if stage := changes[lifecycleStage]; stage != "" && stage != before.Get(lifecycleStage) {
		enterStage(changes, at)
	}
}

// enterStage sets the date of the stage in values: in milliseconds, unlike other dates.
func enterStage(values map[string]string, at int64) {
	if stage := values[lifecycleStage]; slices.Contains(stages, stage) {
		values["hs_lifecyclestage_"+stage+"_date"] = strconv.FormatInt(at, 10)
	}
}

// mergeContacts keeps all email addresses, and notes who was merged when.
func mergeContacts(primary, other Version, at int64) map[string]string {
	return map[string]string{
		"hs_additional_emails":      additionalEmails(primary, other),
		"hs_calculated_merged_vids": mergedVids(primary, other, at),
	}
}

// additionalEmails are the email addresses of the merged contact beside its own.
func additionalEmails(primary, other Version) string {
	own := primary.Get("email")
	if own == "" {
		own = other.Get("email")
	}
	var all []string
	for _, version := range []Version{primary, other} {
		all = append(all, contactIdentity.Values(version.Get("email"), version.Get("hs_additional_emails"))...)
	}
	all = slices.DeleteFunc(all, func(email string) bool { return email == own })
	slices.Sort(all)
	return strings.Join(slices.Compact(all), ";")
}

// mergedVids lists who was merged when, as `ID:milliseconds`.
func mergedVids(primary, other Version, at int64) string {
	var list []string
	for _, version := range []Version{primary, other} {
		if before := version.Get("hs_calculated_merged_vids"); before != "" {
			list = append(list, before)
		}
	}
	for _, version := range []Version{primary, other} {
		list = append(list, fmt.Sprintf("%d:%d", version.ID, at))
	}
	return strings.Join(list, ";")
}
