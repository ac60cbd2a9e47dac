"""A Sesam microservice for HubSpot contacts, as a team might write it in an afternoon with Flask and requests.

It is here to be measured beside the connector. It reads every page, where a first version would read one, and it keeps
its connection to HubSpot. It does not do what the connector exists for: it holds a whole answer in memory, has no
settle window, pages a search by offset, gives up beyond HubSpot's 10,000 results, never reports a deletion, and does not
wait when HubSpot says that it is asked too often.

Environment: API_KEY, BASE_URL (such as https://api.hubapi.com/crm/v3) and PORT, 0 for a free one.
"""

import json
import os
from datetime import datetime

import requests
from flask import Flask, Response, request
from werkzeug.serving import make_server

app = Flask(__name__)
base_url = os.environ["BASE_URL"]
session = requests.Session()
session.headers["Authorization"] = "Bearer " + os.environ["API_KEY"]


def read_list():
    """Returns all contacts."""
    contacts, after = [], None
    while True:
        params = {"limit": 100}
        if after:
            params["after"] = after
        answer = session.get(base_url + "/objects/contacts", params=params)
        answer.raise_for_status()
        page = answer.json()
        contacts += page["results"]
        if "paging" not in page:
            return contacts
        after = page["paging"]["next"]["after"]


def read_changes(since):
    """Returns the contacts that changed after since. HubSpot answers 400 if there are more than 10,000."""
    milliseconds = round(datetime.fromisoformat(since).timestamp() * 1000)
    query = {
        "filterGroups": [
            {"filters": [{"propertyName": "lastmodifieddate", "operator": "GT", "value": str(milliseconds)}]}
        ],
        "sorts": [{"propertyName": "lastmodifieddate", "direction": "ASCENDING"}],
        "limit": 200,
    }
    contacts = []
    while True:
        answer = session.post(base_url + "/objects/contacts/search", json=query)
        answer.raise_for_status()
        page = answer.json()
        contacts += page["results"]
        if "paging" not in page:
            return contacts
        query["after"] = page["paging"]["next"]["after"]


@app.route("/get_contacts")
def get_contacts():
    since = request.args.get("since")
    contacts = read_changes(since) if since else read_list()
    for contact in contacts:
        contact["_id"] = contact["id"]
        contact["_updated"] = contact["properties"]["lastmodifieddate"]
    return Response(json.dumps(contacts), mimetype="application/json")


if __name__ == "__main__":
    server = make_server("127.0.0.1", int(os.environ.get("PORT", "5000")), app, threaded=True)
    print(f"ready http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
