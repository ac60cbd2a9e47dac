import pathlib
import tempfile
import threading
import unittest

from database import Database
from fake import FakeSesam
from service import serve

CUSTOMERS = [("1", "Ada", "ada@example.com"), ("2", "Ben", "ben@example.com"), ("3", "Cleo", "cleo@example.com")]


class ServiceTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = serve(None, ("127.0.0.1", 0))
        threading.Thread(target=cls.server.serve_forever).start()
        cls.addClassCleanup(cls.server.server_close)
        cls.addClassCleanup(cls.server.shutdown)
        cls.node = FakeSesam(f"--microservice=customers=http://127.0.0.1:{cls.server.server_port}")
        cls.addClassCleanup(cls.node.stop)

    def setUp(self):
        # Each test begins with three customers in the database, and a node that has not run a pipe.
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.database = self.server.database = Database(f"{folder.name}/customers.db")
        self.database.write(CUSTOMERS)
        self.node.call("PUT", "config", [])
        self.node.upload(pathlib.Path(__file__).parent / "sesam")

    def run_pipe(self, pipe, **want):
        """Runs a pipe, and fails the test unless the run is as wanted."""
        run = self.node.run(pipe)
        self.assertEqual({name: run.get(name) for name in want}, want, run)
        return run

    def send(self, *customers):
        """Sends customers to the node, as the web shop does."""
        self.node.call("POST", "receivers/web-customers-collect/entities", list(customers))

    def emails(self):
        """What the database has."""
        return {id: email for id, _, email, deleted, _ in self.database.changed(0) if not deleted}

    def test_only_changes_are_collected(self):
        self.run_pipe("customers-collect", outcome="completed", sync_type="full", processed=3, changed=3)
        self.run_pipe("customers-collect", outcome="completed", sync_type="incremental", processed=0)
        self.database.write([("2", "Ben", "ben@new.example.com"), ("3", None, None), ("4", "Dan", "dan@example.com")])
        self.run_pipe("customers-collect", outcome="completed", sync_type="incremental", processed=3, changed=3)
        customers = self.node.entities("customers-collect")
        self.assertEqual({id: c["email"] for id, c in customers.items()}, self.emails())

    def test_many_changes_keep_their_order(self):
        # Offsets are compared as text: without leading zeros, "9" would be the largest.
        self.database.write([(str(number), "Name", "x@example.com") for number in range(10, 130)])
        self.run_pipe("customers-collect", outcome="completed", processed=123)
        self.database.write([("1", "Ada", "ada@new.example.com")])
        self.run_pipe("customers-collect", outcome="completed", processed=1, changed=1)

    def test_a_broken_database_changes_nothing(self):
        self.run_pipe("customers-collect", outcome="completed", changed=3)
        self.server.database = Database.__new__(Database)
        self.server.database.path = "/nowhere/customers.db"
        self.node.reset("customers-collect")
        run = self.run_pipe("customers-collect", outcome="failed", deleted=0)
        self.assertIn("unable to open database file", run["error"])
        self.assertEqual(len(self.node.entities("customers-collect")), 3)
        events = {event["event_type"] for event in self.node.call("GET", "pipes/customers-collect/log")}
        self.assertLessEqual({"pump-completed", "read-error", "pump-failed"}, events)
        self.server.database = self.database
        self.run_pipe("customers-collect", outcome="completed", sync_type="full", processed=3, changed=0)

    def test_an_offset_that_is_none_is_refused(self):
        self.node.operate("customers-collect", "update-last-seen", **{"last-seen": "yesterday"})
        run = self.run_pipe("customers-collect", outcome="failed")
        self.assertIn("since must be the number of a change, got 'yesterday'", run["error"])

    def test_a_reset_finds_what_is_gone(self):
        self.run_pipe("customers-collect", outcome="completed", changed=3)
        other = Database(self.database.path + ".restored")  # from a backup without the third customer
        other.write(CUSTOMERS[:2])
        self.server.database = other
        self.node.reset("customers-collect")
        self.run_pipe("customers-collect", outcome="completed", sync_type="full", processed=2, deleted=1)

    def test_customers_are_written(self):
        self.send({"_id": "3", "_deleted": True}, {"_id": "4", "name": "Dan", "email": "dan@example.com"})
        self.run_pipe("customers-share", outcome="completed", changed=2)
        self.assertEqual(self.emails(), {"1": "ada@example.com", "2": "ben@example.com", "4": "dan@example.com"})

    def test_a_bad_customer_does_not_hold_up_the_others(self):
        self.send({"_id": "4", "name": "Dan", "email": "nowhere"}, {"_id": "5", "name": "Eva", "email": "eva@example.com"})
        self.run_pipe("customers-share", outcome="completed", write_errors=1)
        self.assertEqual(self.emails().keys(), {"1", "2", "3", "5"})
        (waiting,) = self.node.call("GET", "pipes/customers-share/retries")
        self.assertIn("customer 4 needs a name and an email address", str(waiting))
        for _ in range(2):  # max_retries_per_entity
            self.node.run("customers-share")
        self.assertEqual(self.node.entities("customers-share-dead-letters").keys(), {"4"})

        self.send({"_id": "4", "name": "Dan", "email": "dan@example.com"})
        self.run_pipe("customers-share", outcome="completed", changed=1)
        self.assertIn("4", self.emails())
        self.assertEqual(self.node.entities("customers-share-dead-letters"), {})


if __name__ == "__main__":
    unittest.main()
