"""Pass: what is sent has no read-only properties, what comes back no write-only ones.

A component that leads to a read-only property and is sent gets a variant ``<Name>Input`` without it, to which requests
refer; ``<Name>`` keeps what comes back. One that leads to a write-only property and comes back loses it in ``<Name>``
and keeps it in ``<Name>Input``. No property is lost: each is in one of the two. Whether there is a variant depends on
the component and on whether it is sent, so a new response renames nothing. What stands inline in a request is never
anything else: there a read-only property is left out, and the report says so.
"""

from __future__ import annotations

from trueline.spec.document import Json
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.normalise.helpers.contexts import reachable, refs, reverse, roots
from trueline.spec.normalise.helpers.walk import Once, SchemaFn, rewrite_children, rewrite_message, rewrite_operations
from trueline.spec.normalise.marks import INPUT
from trueline.spec.normalise.report import Notes


def run(document: Json, notes: Notes) -> Json:
    """The document with a component for each direction where the two differ."""
    flags = _Flags(document["components"]["schemas"], notes)
    if not flags.read and not flags.write:
        return document
    return _Split(document, flags, notes).run()


class _Flags:
    """Which properties of which components are read-only and write-only, and what refers to what."""

    def __init__(self, schemas: Json, notes: Notes) -> None:
        self.schemas = schemas
        # In the document's order, which repairs are told in.
        self.read: dict[str, dict[str, None]] = {}
        self.write: dict[str, dict[str, None]] = {}
        self.edges = {key: set(refs(schema)) for key, schema in schemas.items()}
        for key, schema in schemas.items():
            for name, sub in schema.get("properties", {}).items():
                read, write = self._flag(sub, "readOnly"), self._flag(sub, "writeOnly")
                if read and write:
                    notes.repair(sub[POINTER], "the property is both readOnly and writeOnly; taken as neither")
                elif read or write:
                    (self.read if read else self.write).setdefault(key, {})[name] = None

    def _flag(self, schema: Json, flag: str) -> bool:
        found = schema.get(flag)
        if found is None and "$ref" in schema:
            found = self.schemas[schema["$ref"][1:]].get(flag)
        return found is True


class _Split:
    def __init__(self, document: Json, flags: _Flags, notes: Notes) -> None:
        self.document = document
        self.schemas = flags.schemas
        self.flags = flags
        self.notes = notes
        asked, answered = roots(document)
        self.sent = reachable(asked, flags.edges)
        self.received = reachable(answered, flags.edges)
        users = reverse(flags.edges)
        self.inline = {key for key in self.schemas if not self._is_named(key)}
        differing = (reachable(flags.read, users) & self.sent) | (reachable(flags.write, users) & self.received)
        only_sent = self.inline & self.sent - self.received
        only_received = self.inline & self.received - self.sent
        self.split = self._closed(differing - only_sent - only_received, users) - only_sent - only_received
        self.only_sent, self.only_received = only_sent, only_received

    @staticmethod
    def _is_named(key: str) -> bool:
        """Whether a component is, or stands inside, one of the document's own schemas."""
        return key.startswith("/components/schemas/")

    def _closed(self, split: set[str], users: dict[str, set[str]]) -> set[str]:
        """With whatever is sent and refers to something that is split: it must refer to the variant."""
        within = {key: found & self.sent for key, found in users.items()}
        return reachable(split, within)

    def run(self) -> Json:
        schemas: Json = {}
        for key, schema in self.schemas.items():
            if key in self.split:
                schemas[key] = self._without(key, schema, self.flags.write) if key in self.received else schema
                schemas[f"{key}{INPUT}"] = self._to_inputs(self._without(key, schema, self.flags.read))
            elif key in self.only_sent:
                schemas[key] = self._to_inputs(self._unsent(key, schema))
            elif key in self.only_received:
                schemas[key] = self._unflagged(key, schema, self.flags.write, "writeOnly")
            else:
                schemas[key] = schema
        request = Once(lambda message: rewrite_message(message, self._to_inputs))
        paths = {op[POINTER] for item in self.document["paths"].values() for op in item.values()}

        def operation(_path: str, _method: str, operation: Json) -> Json:
            return self._operation(operation, request, incoming=operation[POINTER] not in paths)

        document = rewrite_operations(self.document, operation)
        return {**document, "components": {**document["components"], "schemas": schemas}}

    def _operation(self, operation: Json, request: SchemaFn, *, incoming: bool) -> Json:
        if incoming:
            return {**operation, "responses": {key: request(value) for key, value in operation["responses"].items()}}
        new = {**operation, "parameters": [request(parameter) for parameter in operation["parameters"]]}
        if "requestBody" in operation:
            new["requestBody"] = request(operation["requestBody"])
        return new

    def _without(self, key: str, schema: Json, flagged: dict[str, dict[str, None]]) -> Json:
        names = flagged.get(key, {})
        if not names:
            return schema
        new = {**schema, "properties": {name: sub for name, sub in schema["properties"].items() if name not in names}}
        if "required" in schema:
            new["required"] = [name for name in schema["required"] if name not in names]
        return new

    def _unsent(self, key: str, schema: Json) -> Json:
        """What stands inline in a request, without what a request must not have (OpenAPI 3.0, 4.7.24)."""
        for name in self.flags.read.get(key, ()):
            self.notes.repair(
                schema["properties"][name][POINTER], "readOnly inside a request, where it is never sent; left out"
            )
        return self._without(key, schema, self.flags.read)

    def _unflagged(self, key: str, schema: Json, flagged: dict[str, dict[str, None]], flag: str) -> Json:
        names = flagged.get(key, {})
        if not names:
            return schema
        properties = dict(schema["properties"])
        for name in names:
            self.notes.repair(
                properties[name][POINTER], f"the schema only ever goes one way, and not the way of {flag}; ignored"
            )
            properties[name] = {k: v for k, v in properties[name].items() if k != flag}
        required = [name for name in schema.get("required", ()) if name not in names]
        return {**schema, "properties": properties, "required": required}

    def _to_inputs(self, schema: Json) -> Json:
        """References, and the mappings of unions, to the variants of what is split."""
        schema = rewrite_children(schema, self._to_inputs)
        if "$ref" in schema and schema["$ref"][1:] in self.split:
            return {**schema, "$ref": f"{schema['$ref']}{INPUT}"}
        if "discriminator" in schema and "mapping" in schema["discriminator"]:
            found = schema["discriminator"]["mapping"].items()
            mapping = {value: f"{ref}{INPUT}" if ref[1:] in self.split else ref for value, ref in found}
            made = {**schema["discriminator"], "mapping": mapping}
            if (default := made.get("defaultMapping", ""))[1:] in self.split:
                made["defaultMapping"] = f"{default}{INPUT}"
            return {**schema, "discriminator": made}
        return schema
