"""The surface of SDKs of another generator, over this runtime. Only in SDKs made with ``compat = "stainless"``."""
