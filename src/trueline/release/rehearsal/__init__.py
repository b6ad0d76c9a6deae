"""A release on one machine: an index that nobody here wrote, a remote and a checkout in a temporary folder."""
