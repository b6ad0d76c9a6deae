"""What an index shows of the package: from the user, else from the document, whose text is hostile and often no URL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.errors import MessageError
from email.headerregistry import Address
from functools import cache
from itertools import pairwise
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from trueline.codegen.facts import AboutFact, ApiFact
from trueline.codegen.plan.literals import one_line
from trueline.codegen.plan.values import MetadataPlan
from trueline.request import Author, Metadata, PageLink

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

#: An index takes 512 characters of a summary; what people read in a list of packages is far less.
_MOST = 200
#: Markdown that reads as it is written: one paragraph of words.
_WORDS = re.compile(r"""[A-Za-z][A-Za-z0-9 ,.'":/()?-]*|""")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->")
#: Words that names of licences have and SPDX identifiers have not.
_FILLING = frozenset({"the", "license", "licence", "licensed", "under", "version", "software", "api"})


def metadata_plan(api: ApiFact, metadata: Metadata) -> MetadataPlan:
    """What the user says wins; of URLs, each label for itself."""
    urls = {each.label: each for each in (*_urls(api.about), *metadata.urls)}
    return MetadataPlan(
        summary=metadata.summary or first_paragraph(api.about.summary, api.description) or _short(api.title),
        license=metadata.license or license_expression(api.license, api.about.license_name),
        license_files=tuple(sorted(PurePosixPath(path).name for path in metadata.license_files)),
        authors=metadata.authors or tuple(_authors(api.about)),
        urls=tuple(urls.values()),
    )


def first_paragraph(*texts: str) -> str:
    """The first paragraph of these texts, which are Markdown, as plain text; empty where they have none."""
    for text in texts:
        if _WORDS.fullmatch(text):
            if text:
                return _short(text)
            continue
        for before, token in pairwise(_markdown().parse(text)):
            if before.type == "paragraph_open" and (said := _short(_plain(token.children or []))):
                return said
    return ""


@cache
def _markdown() -> MarkdownIt:
    """Tags are text for it, so that what stands between them is found where a paragraph begins with one."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - it takes a twentieth of a second, and most texts are words

    return MarkdownIt("commonmark", {"html": False})


def _plain(tokens: list[Token]) -> str:
    """The text that a reader sees of a paragraph: no tags, and no addresses of links."""
    shown = {"text": "", "code_inline": "", "softbreak": " ", "hardbreak": " "}
    parts = (_plain(token.children or []) if token.type == "image" else _shown(token, shown) for token in tokens)
    return _TAG.sub("", "".join(parts))


def _shown(token: Token, shown: dict[str, str]) -> str:
    return shown[token.type] or token.content if token.type in shown else ""


def _short(text: str) -> str:
    said = one_line(text)
    return said if len(said) <= _MOST else f"{said[: _MOST - 4].rsplit(' ', 1)[0]} ..."


def license_expression(identifier: str, name: str) -> str:
    """An SPDX expression: the identifier, else the name where it is one in other words, else a reference of its own."""
    name = one_line(identifier) or one_line(name)
    if not name or name.lower() in {"none", "n/a", "unlicensed"}:
        return ""
    words = [word for word in re.findall(r"[A-Za-z0-9.+]+", name) if word.lower() not in _FILLING]
    numbers = [re.sub(r"(?i)^v(?=\d)", "", word).strip(".") for word in words]
    joined = "-".join(dict.fromkeys(numbers))
    for spelling in (name, joined, f"{joined}.0"):
        if known := _spdx(spelling):
            return known
    reference = re.sub(r"[^A-Za-z0-9.]+", "-", name)[:60].strip("-.")
    return f"LicenseRef-{reference or 'Other'}"


def _spdx(text: str) -> str:
    """The expression in its normal spelling; empty for what is none."""
    from packaging.licenses import (  # noqa: PLC0415 - many documents name no licence
        InvalidLicenseExpression,
        canonicalize_license_expression,
    )

    try:
        return str(canonicalize_license_expression(text))
    except InvalidLicenseExpression:
        return ""


def _authors(about: AboutFact) -> Iterator[Author]:
    author = Author(one_line(about.contact_name), _address(one_line(about.contact_email)))
    if author.name or author.address:
        yield author


def _address(text: str) -> str:
    """An e-mail address that the metadata of a package can hold (RFC 5322), else empty."""
    try:
        return Address(addr_spec=text).addr_spec if text.isascii() and "@" in text else ""
    except (ValueError, IndexError, MessageError):
        return ""


def _urls(about: AboutFact) -> Iterator[PageLink]:
    found = {
        "Documentation": about.docs_url,
        "Contact": about.contact_url,
        "License": about.license_url,
        "Terms of service": about.terms_url,
    }
    yield from (PageLink(label, url.strip()) for label, url in found.items() if is_page(url.strip()))


def is_page(url: str) -> bool:
    """Whether a link on a page of an index may lead there: http(s), whole, without credentials."""
    try:
        parts = urlsplit(url)
        host, secret = parts.hostname, parts.username or parts.password
    except ValueError:
        return False
    plain = url.isascii() and url.isprintable() and not re.search(r'[\s<>"\\^`{|}]', url)
    return plain and parts.scheme in {"http", "https"} and bool(host) and not secret
