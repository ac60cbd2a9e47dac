import unittest

from dedupe import dedupe
from fake import FakeHubSpot
from hubspot import ATTEMPTS, HubSpot

LIST = {"method": "GET", "path": "/crm/v3/objects/contacts"}
MERGE = {"method": "POST", "path": "/crm/v3/objects/contacts/merge"}


class DedupeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.fake = FakeHubSpot("--contacts=250", "--frozen=2026-03-01T12:00:00Z")
        cls.addClassCleanup(cls.fake.stop)

    def setUp(self):
        # Each test begins with the account as it was at the start, plus two contacts with one number. Their IDs need not
        # be the largest, so they may be on any page.
        self.fake.control("DELETE", "state")
        self.first = self.fake.create(email="kim@example.com", phone="+47 22 33 44 55")
        self.fake.advance(60)
        self.second = self.fake.create(email="k.lie@example.com", phone="22334455")
        self.hubspot = HubSpot(self.fake.url, "test-token", wait=self.fake.advance)

    def test_contacts_with_the_same_number_become_one(self):
        self.assertEqual(dedupe(self.hubspot), 1)
        self.assertEqual(self.fake.contacts(), 251)
        kim = self.fake.get(self.first)
        self.assertEqual((kim["email"], kim["hs_additional_emails"]), ("kim@example.com", "k.lie@example.com"))
        self.assertEqual(self.fake.get(self.second), kim)
        self.assertEqual(self.fake.count(**LIST), 3, "pages of 100 of 252 contacts")
        self.assertEqual(dedupe(self.hubspot), 0, "a second run finds nothing to merge")

    def test_retry_after_is_kept(self):
        self.fake.control("PUT", "limits", {"plan": "professional", "tenSecondly": 2, "retryAfter": True})
        self.assertEqual(dedupe(self.hubspot), 1)
        self.assertEqual(self.fake.count(status=429), 1, "after Retry-After has passed, the next call succeeds")

    def test_reads_survive_faults(self):
        for fault in {"kind": "status", "status": 503}, {"kind": "cut", "afterBytes": 400}, {"kind": "reset", "afterBytes": -1}:
            with self.subTest(**fault):
                self.setUp()
                self.fake.control("POST", "faults", {**fault, "name": "f", "match": {**LIST, "nth": 2}, "count": 1})
                self.assertEqual(dedupe(self.hubspot), 1)
                self.assertEqual(self.fake.control("GET", "faults/f")["struck"], 1)

    def test_a_merge_whose_answer_is_lost_is_not_repeated(self):
        self.fake.control("POST", "faults", {"kind": "lost", "match": MERGE, "count": 1})
        with self.assertRaisesRegex(RuntimeError, "merge"):
            dedupe(self.hubspot)
        self.assertEqual(dedupe(self.hubspot), 0, "the next run sees that they are merged")
        self.assertEqual((self.fake.contacts(), self.fake.count(**MERGE)), (251, 1))

    def test_an_outage_ends_the_run(self):
        self.fake.control("POST", "scenarios/outage")
        with self.assertRaisesRegex(RuntimeError, "HubSpot answered 502"):
            dedupe(self.hubspot)
        self.assertEqual(self.fake.count(), ATTEMPTS)


if __name__ == "__main__":
    unittest.main()
