"""Adoption: a repository for somebody else's API (``trueline init``), and later changes to it (``trueline update``).

What Trueline writes there is of three kinds: the scaffold (``scaffold.py`` lists it), which people edit and ``update``
merges; what is theirs from the first commit on (document, changelog, README, tests); and the SDK, which is generated.
"""
