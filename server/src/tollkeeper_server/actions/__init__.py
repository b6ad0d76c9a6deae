"""What changes: one module per resource. Each change writes its audit row and its event in the same transaction."""
