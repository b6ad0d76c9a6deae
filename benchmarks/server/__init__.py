"""Measurements of the server: requests, ingest, streams, deliveries under siege."""
