"""Wire truth: what a generated SDK sends and reads, judged by others.

For each operation of a document, values made from its schemas go through the generated client, and the bytes that leave
it are judged against the original document by ``openapi-core``. What that validator cannot judge is judged by a second,
small judge (``own.py``), and counted apart. Answers made from the schemas are decoded and encoded again, and must come
out as they went in.

    python -m benchmarks.corpus.wire DOCUMENT SDK_FOLDER --json RESULT

Nothing here imports Trueline: it must not judge itself. The validator has an environment of its own,
``.cache/venv-wire``, made when it is first needed from ``requirements/wire.txt``. What a result holds: ``result.py``.
"""

from benchmarks.corpus.wire.run import check, check_each

__all__ = ["check", "check_each"]
