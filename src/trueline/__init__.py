"""Trueline: one OpenAPI document in, a tested and released Python SDK out."""

__version__ = "0.1.0"
