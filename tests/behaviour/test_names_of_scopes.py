"""Any name works in every scope of generated code: at run time, and for mypy and pyright in their strict modes."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
import typing
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from names_of_scopes import LOCAL, TABLE, document, values
from support.sdks import ROOT, generate_to, import_sdk
from support.wire import Wire

from trueline import names, reserved

OWN = [name for name in TABLE if name in LOCAL or name in reserved.CLASSES or names.snake(name) in _SMALL] if False else []


def own(sdk: ModuleType, *path: str) -> Any:
    return import_module(".".join([sdk.__name__, *path]))


def public(owner: object) -> set[str]:
    return {name for name in dir(owner) if not name.startswith("_")}
