from __future__ import annotations

from typing import TypeAlias

from trueline.runtime.decoding import Decoder, map_decoder, string

Metadata: TypeAlias = "dict[str, str]"
"""Notes of your own."""

decode: Decoder[Metadata] = map_decoder(string)
