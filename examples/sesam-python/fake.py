"""A fakesesam in a container, and its API."""

import json
import os
import pathlib
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

IMAGE = os.environ.get("FAKESESAM_IMAGE", "hubspot-to-sesam/fakesesam")


class FakeSesam:
    def __init__(self, *flags):
        """Starts a container, and returns when the node accepts calls. It shares the network of this machine, so that it
        reaches a service that listens on this machine only."""
        self.container = docker("run", "--detach", "--network=host", IMAGE, "serve", "--listen=127.0.0.1:0", "--schedule=off", *flags)
        try:
            self.url = self._await_ready()
        except Exception:
            self.stop()
            raise

    def _await_ready(self):
        """Follows the log up to the line with the URL, or to its end, if the container has ended."""
        with subprocess.Popen(["docker", "logs", "--follow", self.container], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as log:
            lines = []
            for line in log.stdout:
                if line.startswith("ready "):
                    log.kill()
                    return line.split()[1]
                lines.append(line)
        raise RuntimeError(f"{IMAGE} did not start:\n" + "".join(lines))

    def stop(self):
        docker("rm", "--force", "--volumes", self.container)

    def call(self, method, path, body=None):
        """Calls a route under /api/ and returns its answer."""
        request = urllib.request.Request(f"{self.url}/api/{path}", method=method)
        if body is not None:
            request.add_header("Content-Type", "application/json")
            request.data = json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.loads(answer.read() or "null")
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{method} {path}: {error.code}: {error.read().decode()}") from error

    def upload(self, folder):
        """Replaces the configuration by the files of a folder. The datasets of the pipes that it removes go with them."""
        self.call("PUT", "config", [json.loads(file.read_text()) for file in sorted(pathlib.Path(folder).rglob("*.conf.json"))])

    def run(self, pipe):
        """Runs a pipe once and returns the run when it has ended."""
        self.operate(pipe, "start")
        while self.call("GET", f"pipes/{pipe}/pump")["runtime"]["is-running"]:
            time.sleep(0.05)
        return self.call("GET", f"pipes/{pipe}/runs")[0]

    def reset(self, pipe):
        """Makes the next run of a pipe a full one."""
        self.operate(pipe, "update-last-seen", **{"last-seen": ""})

    def operate(self, pipe, operation, **parameters):
        data = urllib.parse.urlencode({"operation": operation, **parameters}).encode()
        urllib.request.urlopen(f"{self.url}/api/pipes/{pipe}/pump", data, timeout=60).close()

    def entities(self, dataset):
        """Returns the entities of a dataset that are not deleted, by their _id."""
        return {e["_id"]: e for e in self.call("GET", f"datasets/{dataset}/entities?history=false") if not e["_deleted"]}


def docker(*args):
    return subprocess.run(["docker", *args], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
