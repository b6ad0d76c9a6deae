"""A generated SDK, from memory to its folder: all of it or none, and nobody else's files touched.

Knows nothing of documents: files by path go in, with the hashes of what they were made from.
"""
