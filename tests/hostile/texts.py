"""Text that wants out of where it is put."""

from __future__ import annotations

MARKER = "PWNED"

HOSTILE = {
    "quotes": 'it\'s "quoted"',
    "a backslash": "a\\b",
    "a backslash at the end": "ends in \\",
    "triple quotes": 'a """ b',
    "triple quotes at the end": 'ends in """',
    "single triple quotes": "a ''' b",
    "a quote at the end": 'ends in "',
    "escapes": "\\n \\x41 \\u0041 \\N{BULLET} \\",
    "newlines": "a\nb\r\nc\rd\te",
    "line separators": "a\u2028b\u2029c\u0085d\x0ce\x0bf",
    "a jinja expression": "{{ 7 * 7 }}",
    "a jinja statement": "{% raw %}{% endraw %}{# c #}",
    "a format field": "{0.__class__} {x!r:>{y}} %s %(a)s",
    "a shell variable": "${HOME} $(touch PWNED) `touch PWNED`",
    "a null byte": "a\x00b",
    "control characters": "a\x07\x08\x1b[31mb\x7f",
    "bidirectional controls": "a\u202eb\u2066c\u2069\u202c\u200fd",
    "zero width": "a\u200b\u200d\ufeffb",
    "10,000 characters": "x" * 10_000,
    "10,000 words": "word " * 2_000,
    "a path upwards": "../../../etc/passwd",
    "a path on another system": "..\\..\\C:\\x",
    "code behind a docstring": f'"""; import os; os.system("touch {MARKER}")',
    "code behind a string": f"'); __import__('os').system('touch {MARKER}') #",
    "code behind a comment": f"x\nimport os; os.system('touch {MARKER}')\n#",
    "toml": f'"\n[project.scripts]\nx = "{MARKER}"\n',
    "markup": "<script>alert(1)</script> ![x](y) ```\n# h\n```",
    "a comment": "# noqa: all  # type: ignore",
    "only blanks": "   ",
    "an emoji": "\U0001f980",
    "no latin": "名前",
    "combining": "e\u0301\ufb01\u2460",
    "digits": "123",
    "punctuation": "-.,;:!",
    "dunder": "__init__",
    "dunder class": "__class__",
    "dunder slots": "__slots__",
}

#: Names that mean something already where generated code is: to Python, to the SDK, to its runtime.
NAMES = (
    *("self", "cls", "None", "True", "class", "def", "async", "match", "type", "print", "import", "lambda", "nonlocal"),
    *("list", "dict", "str", "int", "set", "object", "property", "super", "len", "id", "frozenset", "Exception", "Any"),
    *("client", "Client", "Response", "Request", "Operation", "Param", "Body", "Content", "Page", "Model", "Unset"),
    *("UNSET", "options", "timeout", "max_retries", "extra_headers", "body", "content_type", "http_client", "strict"),
    *("dt", "attrs", "field", "httpx", "datetime", "Decimal", "UUID", "Sequence", "Mapping", "Literal", "TypedDict"),
    *("to_dict", "from_dict", "to_json", "decode", "encode", "error", "extra", "additional_properties", "mro", "_d"),
    *("d", "v", "k", "at", "data", "e", "args", "kwargs", "call", "close", "request", "types", "webhooks", "resources"),
    *("APIError", "Tollkeeper", "with_options", "with_raw_response", "TYPE_CHECKING", "annotations", "Required"),
    *("SyncResource", "RetryPolicy", "Variant", "OpenIntEnum", "EventStream", "AsyncPaginator", "SecurityScheme"),
    *("string", "integer", "same", "raw", "streaming", "Decoders", "Enum", "name", "value", "api_key", "base_url"),
)
WORDS = {f"the name {name}": name for name in NAMES}
