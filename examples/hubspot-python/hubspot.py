"""Calls to HubSpot's API, with the standard library alone."""

import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request

ATTEMPTS = 5


class HubSpot:
    def __init__(self, url, token, wait=time.sleep):
        self.url, self.token, self.wait = url, token, wait

    def contacts(self, *properties):
        """Yields all contacts, page by page."""
        query = {"limit": 100, "properties": ",".join(properties)}
        while True:
            page = self._call("GET", "/crm/v3/objects/contacts?" + urllib.parse.urlencode(query))
            yield from page["results"]
            if "paging" not in page:
                return
            query["after"] = page["paging"]["next"]["after"]

    def merge(self, primary, other):
        """Merges a contact into another one.

        It is repeated only if HubSpot has refused it. An answer that was lost leaves open whether the two are merged
        already, and a second merge would be an error: the next run reads anew how things are.
        """
        self._call("POST", "/crm/v3/objects/contacts/merge", {"primaryObjectId": primary, "objectIdToMerge": other})

    def _call(self, method, path, body=None):
        pause = 1
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._try(method, path, body)
            except urllib.error.HTTPError as error:
                refused = error.code == 429
                if not (refused or error.code >= 500 and method == "GET") or attempt == ATTEMPTS:
                    raise RuntimeError(f"{method} {path}: HubSpot answered {error.code}: {error.read(300)!r}") from error
                pause = max(pause, int(error.headers.get("Retry-After", 0)))
            except (OSError, http.client.HTTPException) as error:
                if method != "GET" or attempt == ATTEMPTS:
                    raise RuntimeError(f"{method} {path}: {error}") from error
            self.wait(pause)
            pause *= 2

    def _try(self, method, path, body):
        request = urllib.request.Request(self.url + path, method=method)
        request.add_header("Authorization", "Bearer " + self.token)
        if body is not None:
            request.add_header("Content-Type", "application/json")
            request.data = json.dumps(body).encode()
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)
