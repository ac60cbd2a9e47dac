"""Customers in SQLite. Every change gets the next number; rows that were deleted stay, without their values."""

import sqlite3


class Database:
    def __init__(self, path):
        self.path = path
        with self._open() as db:
            db.execute("CREATE TABLE IF NOT EXISTS customers (id TEXT PRIMARY KEY, name TEXT, email TEXT, deleted INTEGER, change INTEGER)")

    def _open(self):
        return sqlite3.connect(self.path, timeout=60)

    def changed(self, since):
        """Returns what has changed after a change, in the order of the changes."""
        with self._open() as db:
            return db.execute("SELECT id, name, email, deleted, change FROM customers WHERE change > ? ORDER BY change", (since,)).fetchall()

    def write(self, customers):
        """Writes (id, name, email) of all customers, or of none; a name of None deletes one."""
        with self._open() as db:
            for id, name, email in customers:
                db.execute(
                    "INSERT INTO customers SELECT ?1, ?2, ?3, ?2 IS NULL, coalesce(max(change), 0) + 1 FROM customers WHERE true "
                    "ON CONFLICT (id) DO UPDATE SET name = ?2, email = ?3, deleted = ?2 IS NULL, change = excluded.change "
                    "WHERE name IS NOT ?2 OR email IS NOT ?3",
                    (id, name, email),
                )
