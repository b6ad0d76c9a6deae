"""The OpenAPI document as frozen facts, and what decodes and validates requests by it."""
