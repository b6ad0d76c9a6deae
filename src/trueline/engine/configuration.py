"""The engine's own settings: what its configuration file may say, and what is made of it."""

from __future__ import annotations

from pathlib import Path

from openapi_python_client.config import ClassOverride, Config, ConfigFile, MetaType

__all__ = ["ClassOverride", "Config", "ConfigFile", "settings"]


def settings(file: ConfigFile, package: str = "package") -> Config:
    """The settings of a configuration file, without its hooks."""
    named = file.model_copy(update={"post_hooks": [], "package_name_override": package})
    return Config.from_sources(named, MetaType.UV, Path("document"), "utf-8", False, None)
