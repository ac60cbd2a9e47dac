"""A Sesam microservice for a database of customers: a source at GET /customers, a sink at POST /customers.

    DATABASE=customers.db python3 service.py
"""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from database import Database


class Invalid(Exception):
    """What a client sent is wrong."""


def source(database, since):
    """Returns what has changed. The node sends the largest _updated of the last run that succeeded as since."""
    if since and not since.isdecimal():
        raise Invalid(f"since must be the number of a change, got {since!r}")
    entities = []
    for id, name, email, deleted, change in database.changed(int(since or 0)):
        entity = {"_id": id, "_updated": f"{change:012}"}  # the node compares them as text, so they need one length
        entities.append(entity | ({"_deleted": True} if deleted else {"name": name, "email": email}))
    return entities


def sink(database, body):
    """Writes a batch as a whole. The node sends a batch that was refused again, one entity at a time.

    What a full run of the node does not send stays: the database has customers from elsewhere, too.
    """
    try:
        entities = json.loads(body)
    except ValueError as error:
        raise Invalid(f"the body must be a JSON array of customers: {error}") from error
    customers = []
    for entity in entities:
        if entity.get("_deleted"):
            customers.append((entity["_id"], None, None))
        elif "@" in str(entity.get("email")) and entity.get("name"):
            customers.append((entity["_id"], entity["name"], entity["email"]))
        else:
            raise Invalid(f"customer {entity['_id']} needs a name and an email address")
    database.write(customers)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self._answer(lambda since: source(self.server.database, since))

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(lambda _: sink(self.server.database, body))

    def _answer(self, work):
        url = urlsplit(self.path)
        try:
            if url.path != "/customers":
                status, body = 404, {"error": f"path {url.path} not found; there is /customers"}
            else:
                status, body = 200, work(parse_qs(url.query).get("since", [""])[0])
        except Invalid as error:
            status, body = 400, {"error": str(error)}
        except Exception as error:  # never an empty list: after a full run, the node would delete everything
            status, body = 500, {"error": str(error)}
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


def serve(database, address):
    """Returns a server for serve_forever."""
    server = ThreadingHTTPServer(address, Handler)
    server.database = database
    return server


if __name__ == "__main__":
    serve(Database(os.environ["DATABASE"]), ("", 5000)).serve_forever()
