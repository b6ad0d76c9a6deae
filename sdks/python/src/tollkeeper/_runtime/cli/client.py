from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from . import profiles
from .table import Api


def connect(api: Api, typed: Mapping[str, Any], *, prefix: str = "", **more: Any) -> Any:
    named = typed.get("profile") or ""
    profile = profiles.load(api, named)
    credentials: dict[str, str] = {}
    for credential in api.credentials:
        if credential.arg in more or (not named and credential.env and os.environ.get(credential.env)):
            continue
        value = profile.credential(credential.arg)
        if value:
            credentials[credential.arg] = value
    return make(api, typed, base_url(api, typed, profile), prefix=prefix, **{**credentials, **more})


def base_url(api: Api, typed: Mapping[str, Any], profile: profiles.Profile) -> str | None:
    given: str | None = typed.get("base_url")
    if given is None and (typed.get("profile") or not os.environ.get(f"{api.env_prefix}_BASE_URL")):
        given = profile.base_url or None
    return given


def make(api: Api, typed: Mapping[str, Any], url: str | None, *, prefix: str = "", **more: Any) -> Any:
    given: dict[str, Any] = {"base_url": url}
    for name in ("timeout", "max_retries"):
        if typed.get(name) is not None:
            given[name] = typed[name]
    return getattr(import_module(api.package), prefix + api.client)(**given, **more)
