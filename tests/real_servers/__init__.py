"""Servers that nobody here wrote, used through SDKs made from the documents that they serve: ``make real-servers``."""
