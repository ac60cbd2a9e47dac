"""Merges the contacts of a HubSpot account that have the same phone number.

    HUBSPOT_TOKEN=… python3 dedupe.py
"""

import os

from hubspot import HubSpot


def digits(phone):
    """What two spellings of a phone number have in common."""
    return "".join(c for c in phone or "" if c.isdigit())[-8:]


def dedupe(hubspot):
    """Merges each contact into the oldest one with its number, and returns how many merges that took."""
    by_phone = {}
    for contact in hubspot.contacts("phone"):
        by_phone.setdefault(digits(contact["properties"].get("phone")), []).append(contact)
    by_phone.pop("", None)
    merged = 0
    for same in by_phone.values():
        oldest, *others = sorted(same, key=lambda contact: contact["createdAt"])
        for other in others:
            hubspot.merge(oldest["id"], other["id"])
            merged += 1
    return merged


if __name__ == "__main__":
    account = HubSpot(os.environ.get("HUBSPOT_URL", "https://api.hubapi.com"), os.environ["HUBSPOT_TOKEN"])
    print("merges:", dedupe(account))
