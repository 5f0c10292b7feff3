"""Holds recorded replies to the service models that botocore has: names, list items, types, values of enumerations.

    python check_replies.py FOLDER...

Prints what does not fit, a line each, and ends with 1 if anything does not.
"""

import json
import pathlib
import re
import sys
import xml.etree.ElementTree as tree

from botocore.loaders import Loader

MODELS = {"elasticfilesystem": "efs", "tag": "resourcegroupstaggingapi"}
# What a world fills in has the type of text, whatever stands for it.
REFERENCE = re.compile(r"\{\{\w+\}\}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
FORMS = {
    "integer": re.compile(r"-?\d+"),
    "long": re.compile(r"-?\d+"),
    "double": re.compile(r"-?\d+(\.\d+)?"),
    "boolean": re.compile(r"true|false"),
    "timestamp": TIME,
}


class Check:
    def __init__(self, path, model, operation):
        self.path, self.model, self.operation = path, model, operation
        self.wrong = []

    def say(self, where, what):
        self.wrong.append(f"{self.path}: {'.'.join(where)}: {what}")

    def shape(self, reference):
        return self.model["shapes"][reference["shape"]]

    def output(self):
        return self.model["operations"][self.operation]["output"]

    def text(self, reference, value, where):
        shape = self.shape(reference)
        form = FORMS.get(shape["type"])
        if form and not form.fullmatch(value):
            self.say(where, f"{value!r} is no {shape['type']}")
        if "enum" in shape and value not in shape["enum"] and not REFERENCE.search(value):
            self.say(where, f"{value!r} is none of {shape['enum']}")

    # --- XML ---

    def xml(self, text):
        root = tree.fromstring(text)
        expected = self.operation + "Response"
        if local(root) != expected:
            self.say([local(root)], f"is not {expected}")
        children = list(root)
        if self.model["metadata"]["protocol"] == "query":
            wrapper = self.output()["resultWrapper"]
            if [local(child) for child in children] != [wrapper, "ResponseMetadata"]:
                self.say([local(root)], f"holds not {wrapper} and ResponseMetadata")
            children = list(children[0])
        else:
            children = [child for child in children if local(child) != "requestId"]
        self.xml_members(self.output(), children, [])

    def xml_members(self, reference, children, where):
        members = self.shape(reference)["members"]
        by_name = {member.get("locationName", name): member for name, member in members.items()}
        for child in children:
            name = local(child)
            if name not in by_name:
                self.say(where + [name], "is not in the model")
            else:
                self.xml_value(by_name[name], child, where + [name])

    def xml_value(self, reference, element, where):
        shape = self.shape(reference)
        if shape["type"] == "structure":
            self.xml_members(reference, list(element), where)
        elif shape["type"] == "list":
            item = shape["member"].get("locationName", "member")
            for child in element:
                if local(child) != item:
                    self.say(where + [local(child)], f"an item is called {item}")
                self.xml_value(shape["member"], child, where + [item])
        else:
            self.text(reference, (element.text or "").strip(), where)

    # --- JSON, and CBOR written as JSON ---

    def json(self, value, is_cbor):
        self.json_value(self.output(), value, [], is_cbor)

    def json_value(self, reference, value, where, is_cbor):
        shape = self.shape(reference)
        kind = shape["type"]
        if kind == "structure" and isinstance(value, dict):
            members = shape["members"]
            by_name = {(name if is_cbor else member.get("locationName", name)): member for name, member in members.items()}
            for name, part in value.items():
                if name not in by_name:
                    self.say(where + [name], "is not in the model")
                else:
                    self.json_value(by_name[name], part, where + [name], is_cbor)
        elif kind == "list" and isinstance(value, list):
            for part in value:
                self.json_value(shape["member"], part, where + ["0"], is_cbor)
        elif kind == "map" and isinstance(value, dict):
            for name, part in value.items():
                self.json_value(shape["value"], part, where + [name], is_cbor)
        elif kind == "timestamp":
            seconds = value.get("$timestamp") if is_cbor and isinstance(value, dict) else value
            if not isinstance(seconds, (int, float)):
                self.say(where, f"{value!r} is no time")
        elif kind == "boolean":
            if not isinstance(value, bool):
                self.say(where, f"{value!r} is no boolean")
        elif kind in ("integer", "long", "double") and not isinstance(value, bool):
            if not isinstance(value, (int, float) if kind == "double" else int):
                self.say(where, f"{value!r} is no {kind}")
        elif kind == "string" and isinstance(value, str):
            self.text(reference, value, where)
        else:
            self.say(where, f"{value!r} is no {kind}")


def local(element):
    return element.tag.rsplit("}", 1)[-1]


def check(path, loader):
    service, operation = path.stem.split("@")[0].split(".")
    model = loader.load_service_model(MODELS.get(service, service), "service-2")
    held = Check(path, model, operation)
    if operation not in model["operations"]:
        return [f"{path}: there is no such operation"]
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".xml":
        held.xml(text)
    else:
        held.json(json.loads(text), service == "cloudwatch")
    return held.wrong


def main():
    loader = Loader()
    folders = [pathlib.Path(folder) for folder in sys.argv[1:]]
    paths = [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in (".xml", ".json")]
    wrong = [line for path in paths for line in check(path, loader)]
    for line in wrong:
        print(line)
    print(f"{len(paths)} replies", file=sys.stderr)
    sys.exit(1 if wrong or not paths else 0)


if __name__ == "__main__":
    main()
