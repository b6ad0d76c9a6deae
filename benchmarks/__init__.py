"""Measurements: of speed beside peers, and of what the pipeline makes of all public documents."""
