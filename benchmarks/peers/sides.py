"""What is measured: the SDKs, what they are installed from, and which of their models comes nearest to 16 fields."""

from __future__ import annotations

from dataclasses import dataclass

#: When the versions below were the newest.
PINNED = "2026-11-29"


@dataclass(frozen=True)
class Side:
    """One SDK in an environment of its own.

    ``needs`` is what the index is asked for, the SDK itself first; ``built`` names a wheel that is made here instead.
    """

    name: str
    label: str
    needs: tuple[str, ...]
    model: str
    built: str = ""
    note: str = ""

    @property
    def ours(self) -> bool:
        return self.label.endswith("(ours)")


SIDES = (
    Side("httpx", "bare httpx", ("httpx==0.28.1", "orjson==3.11.9"), "plain `dict`s, by orjson", note="no SDK"),
    Side("tollkeeper", "tollkeeper (ours)", ("orjson==3.11.9",), "`ApiKey`", built="tollkeeper"),
    Side("github_by_us", "GitHub's document (ours)", ("orjson==3.11.9",), "`SimpleUser`", built="github_by_us"),
    Side("stock", "stock openapi-python-client", (), "`ApiKey`", built="stock", note="generator 0.29.1"),
    Side(
        "githubkit",
        "githubkit",
        ("githubkit==0.16.1", "githubkit-schemas==26.10.21", "githubkit-schemas-2026-03-10==26.10.21", "hishel==1.4.0"),
        "`SimpleUser`",
        note="as installed it fails on import: hishel 2 is allowed and does not fit; measured with hishel 1.4",
    ),
    Side("openai", "openai", ("openai==3.57.0",), "`FineTuningJob`"),
    Side("anthropic", "anthropic", ("anthropic==2.14.0",), "`MessageBatch`"),
    Side("cloudflare", "cloudflare", ("cloudflare==5.9.0",), "`Zone`"),
    Side("mistralai", "mistralai", ("mistralai==3.7.0",), "`BaseModelCard`"),
    Side("stripe", "stripe", ("stripe==16.1.0",), "`Customer`"),
    Side("svix", "svix", ("svix==2.9.1",), "`EndpointOut`"),
)
#: Whole wheels of a side are these, where it is not the first of ``needs`` alone.
WHEELS = {"githubkit": 3}
