"""What reads: one module per resource. Nothing here changes a row."""
