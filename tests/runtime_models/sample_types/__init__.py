"""Types written by hand in the shape that the templates write."""
