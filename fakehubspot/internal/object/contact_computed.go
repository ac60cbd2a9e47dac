package object

import (
	"strconv"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// The person who made the records of which nothing else is known, as HubSpot names the source.
const (
	SourceUI   = "CRM_UI"
	UserNumber = "28604240"
	UserID     = "userId:" + UserNumber
)

// contactComputed are the properties that every contact has, or that are derived from others.
var contactComputed = map[string]schema.Computed{
	"hs_all_contact_vids":                          allVids,
	"hs_associated_target_accounts":                or("hs_associated_target_accounts", "0"),
	"hs_currently_enrolled_in_prospecting_agent":   or("hs_currently_enrolled_in_prospecting_agent", "false"),
	"hs_email_domain":                              emailDomain,
	"hs_full_name_or_email":                        fullNameOrEmail,
	"hs_is_contact":                                or("hs_is_contact", "true"),
	"hs_is_unworked":                               or("hs_is_unworked", "true"),
	"hs_membership_has_accessed_private_content":   or("hs_membership_has_accessed_private_content", "0"),
	"hs_object_source":                             or("hs_object_source", SourceUI),
	"hs_object_source_id":                          or("hs_object_source_id", UserID),
	"hs_object_source_label":                       or("hs_object_source_label", SourceUI),
	"hs_pipeline":                                  or("hs_pipeline", "contacts-lifecycle-pipeline"),
	"hs_prospecting_agent_actively_enrolled_count": or("hs_prospecting_agent_actively_enrolled_count", "0"),
	"hs_prospecting_agent_total_enrolled_count":    or("hs_prospecting_agent_total_enrolled_count", "0"),
	"hs_registered_member":                         or("hs_registered_member", "0"),
	"hs_searchable_calculated_phone_number":        phoneDigits,
	"hs_sequences_actively_enrolled_count":         or("hs_sequences_actively_enrolled_count", "0"),
	"num_notes":                                    or("num_notes", "0"),
}

// allVids is the record's own ID followed by those merged into it.
func allVids(func(string) record.Key) record.Getter {
	return func(r *record.Record) (string, bool) {
		own := strconv.FormatInt(r.ID, 10)
		if merged, ok := r.Values.Get(record.KeyMerged); ok {
			return own + ";" + merged, true
		}
		return own, true
	}
}

func emailDomain(key func(string) record.Key) record.Getter {
	email := key("email")
	return func(r *record.Record) (string, bool) {
		value, ok := r.Values.Get(email)
		if !ok {
			return "", false
		}
		return value[strings.LastIndexByte(value, '@')+1:], true
	}
}

// fullNameOrEmail is what HubSpot calls a contact in its lists.
func fullNameOrEmail(key func(string) record.Key) record.Getter {
	first, last, email := key("firstname"), key("lastname"), key("email")
	return func(r *record.Record) (string, bool) {
		one, _ := r.Values.Get(first)
		other, _ := r.Values.Get(last)
		if name := strings.TrimSpace(one + " " + other); name != "" {
			return name, true
		}
		return r.Values.Get(email)
	}
}

// phoneDigits is the phone number as it can be searched for.
func phoneDigits(key func(string) record.Key) record.Getter {
	phone := key("phone")
	return func(r *record.Record) (string, bool) {
		value, _ := r.Values.Get(phone)
		digits := strings.Map(func(c rune) rune {
			if c < '0' || c > '9' {
				return -1
			}
			return c
		}, value)
		return digits, digits != ""
	}
}

// or reads a property that has a value in every contact.
func or(name, otherwise string) schema.Computed {
	return func(key func(string) record.Key) record.Getter {
		own := key(name)
		return func(r *record.Record) (string, bool) {
			if value, ok := r.Values.Get(own); ok {
				return value, true
			}
			return otherwise, true
		}
	}
}
