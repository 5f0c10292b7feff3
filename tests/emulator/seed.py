"""Makes what seeds tell in an emulator, with the botocore of its environment.

    python seed.py ENDPOINT SEED.yaml...

A seed has `account`, `region` and `calls`, in order. A call is `service:Operation` with its parameters; `keep` gives parts of
the answer names, and `{{name}}` in later parameters stands for what was kept. Prints one JSON object: for each seed, by its
path, all that was kept.
"""

import json
import re
import sys

import botocore.session
import yaml
from botocore import xform_name
from botocore.config import Config

REFERENCE = re.compile(r"\{\{(\w+)\}\}")
CONFIG = Config(retries={"max_attempts": 1}, parameter_validation=True)


class Maker:
    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.session = botocore.session.Session()
        self.clients = {}

    def client(self, service, account, region):
        key = service, account, region
        if key not in self.clients:
            self.clients[key] = self.session.create_client(
                service, region_name=region, endpoint_url=self.endpoint, config=CONFIG,
                # ministack takes twelve digits for the account, and its root user's secret is `test` where it checks.
                aws_access_key_id=account, aws_secret_access_key="test")
        return self.clients[key]

    def make(self, seed):
        kept = {"account": seed["account"], "region": seed["region"]}
        for call in seed["calls"]:
            (name, parameters), = ((key, value) for key, value in call.items() if key not in ("keep", "region"))
            service, operation = name.split(":")
            client = self.client(service, seed["account"], call.get("region", seed["region"]))
            answer = getattr(client, xform_name(operation))(**filled(parameters or {}, kept))
            for word, path in call.get("keep", {}).items():
                kept[word] = part(answer, path)
        return kept


def filled(value, kept):
    """`value` with what was kept in the place of references to it."""
    if isinstance(value, str):
        return REFERENCE.sub(lambda match: kept[match[1]], value)
    if isinstance(value, list):
        return [filled(element, kept) for element in value]
    if isinstance(value, dict):
        return {filled(key, kept): filled(element, kept) for key, element in value.items()}
    return value


def part(answer, path):
    """What stands at `Vpc.VpcId` or `ReplicationGroup.MemberClusters.0`."""
    for step in path.split("."):
        answer = answer[int(step) if step.isdigit() else step]
    return str(answer)


def main():
    maker = Maker(sys.argv[1])
    made = {}
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as file:
            made[path] = maker.make(yaml.safe_load(file))
    json.dump(made, sys.stdout)


if __name__ == "__main__":
    main()
