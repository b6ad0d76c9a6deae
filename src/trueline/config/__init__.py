"""``[tool.trueline]`` of ``pyproject.toml``: read here for generation, gates and releases."""

from trueline.config.model import Config, Index, ReleaseConfig
from trueline.config.read import KEYS, find_config, read_config, read_metadata

__all__ = ["KEYS", "Config", "Index", "ReleaseConfig", "find_config", "read_config", "read_metadata"]
