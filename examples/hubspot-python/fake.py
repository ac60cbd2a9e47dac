"""A fakehubspot in a container, and its control API."""

import json
import os
import subprocess
import urllib.parse
import urllib.request

IMAGE = os.environ.get("FAKEHUBSPOT_IMAGE", "hubspot-to-sesam/fakehubspot")


class FakeHubSpot:
    def __init__(self, *flags):
        """Starts a container, and returns when HubSpot's API accepts calls."""
        self.container = docker("run", "--detach", "--publish", "127.0.0.1::8080", IMAGE, "serve", *flags)
        try:
            self._await_ready()
            self.url = "http://" + docker("port", self.container, "8080/tcp").splitlines()[0]
        except Exception:
            self.stop()
            raise

    def _await_ready(self):
        """Follows the log up to the line that says so, or to its end, if the container has ended."""
        with subprocess.Popen(["docker", "logs", "--follow", self.container], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as log:
            lines = []
            for line in log.stdout:
                if line.startswith("ready "):
                    log.kill()
                    return
                lines.append(line)
        raise RuntimeError(f"{IMAGE} did not start:\n" + "".join(lines))

    def stop(self):
        docker("rm", "--force", "--volumes", self.container)

    def control(self, method, path, body=None):
        """Calls a route under /_fake/ and returns its answer."""
        request = urllib.request.Request(f"{self.url}/_fake/{path}", method=method)
        if body is not None:
            request.data = json.dumps(body).encode()
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or "null")

    def create(self, **properties):
        """Creates a contact, as a user does in HubSpot's interface, and returns its ID."""
        return self.control("POST", "objects/contacts", {"properties": properties})["id"]

    def get(self, contact):
        """Returns the properties of a contact. The ID of one that was merged away leads to what it became."""
        return self.control("GET", f"objects/contacts/{contact}")["properties"]

    def contacts(self):
        """Returns how many contacts there are."""
        return self.control("GET", "objects/contacts")["total"]

    def count(self, **filters):
        """Returns how many of the recorded calls match the filters."""
        return self.control("GET", "requests/count?" + urllib.parse.urlencode(filters))["count"]

    def advance(self, seconds):
        """Moves the clock, in place of time.sleep."""
        self.control("POST", "clock/advance", {"by": f"{seconds}s"})


def docker(*args):
    return subprocess.run(["docker", *args], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
