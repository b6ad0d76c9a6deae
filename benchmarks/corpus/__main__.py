"""``python -m benchmarks.corpus [--sample N] [--folder DIR] [--write]``: see ``docs/corpus.md``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.corpus.blocks import PAGE, put_block, put_page
from benchmarks.corpus.documents import Document, NoDocumentsError, everything, in_folder, sample
from benchmarks.corpus.journal import Journal, of_this_generator
from benchmarks.corpus.outcome import Outcome
from benchmarks.corpus.pool import Bounds, run_all
from benchmarks.corpus.table import as_json, kinds, page, totals
from benchmarks.corpus.typecheck import check
from benchmarks.corpus.wiretruth import Judged, judge
from benchmarks.corpus.wiretruth import table as wire_table

#: Bigger documents are type-checked by tests of their own.
TYPES_SIZE = 1_500_000


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 0 if every document ended whole or refused by name, 1 if one did not, 2 if there is none."""
    options = _parser().parse_args(argv)
    try:
        documents = in_folder(options.folder) if options.folder else everything()
    except NoDocumentsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if options.types:
        small = [document for document in documents if document.size < TYPES_SIZE]
        return _types(sample(small, options.types, options.seed), write=options.write)
    if options.wire:
        small = [document for document in documents if document.size < TYPES_SIZE]
        return _wire(sample(small, options.wire, options.seed), write=options.write)
    documents = sample(documents, options.sample, options.seed) if options.sample else documents
    journal = Journal(options.journal) if options.journal else of_this_generator()
    todo = journal.missing(documents)
    # The biggest first: they would hold up the end.
    for number, outcome in enumerate(run_all(reversed(todo), options.jobs, _bounds(options)), 1):
        journal.add(outcome)
        _progress(number, len(todo), outcome)
    outcomes = [journal.known[document.name] for document in documents]
    sys.stdout.write("\n".join([*totals(outcomes), "", *kinds(outcomes), ""]))
    if options.write:
        put_page(page(outcomes, "make corpus"))
        PAGE.with_suffix(".json").write_text(as_json(outcomes), encoding="utf-8")
    bad = [outcome for outcome in outcomes if not outcome.good]
    for outcome in bad:
        sys.stdout.write(f"{outcome.status.value}: {outcome.document}: {' | '.join(outcome.faults[:2])}\n")
    sys.stdout.write(f"{len(outcomes)} documents, {len(bad)} not as they have to be\n")
    return 1 if bad else 0


def _types(documents: list[Document], *, write: bool) -> int:
    found = check(documents)
    for each in found:
        sys.stdout.write(f"{each.checker}: {each.documents} SDKs, {each.files} files, {each.errors} errors\n")
        sys.stdout.write("".join(f"  {error}\n" for error in each.first))
    if write:
        rows = [f"| {e.checker} | {e.documents} | {e.files:,} | {e.errors} |" for e in found]
        put_block("types", "\n".join(["| checker | SDKs | files | errors |", "|---|--:|--:|--:|", *rows]))
    return 1 if any(each.errors for each in found) else 0


def _wire(documents: list[Document], *, write: bool) -> int:
    found: list[Judged] = []
    for one in judge(documents):
        found.append(one)
        sys.stderr.write("".join(f"{fault}\n" for fault in one.faults))
    text = wire_table(found)
    sys.stdout.write(f"{text}\n")
    if write:
        put_block("wire", text)
    return 1 if any(one.faults for one in found) else 0


def _bounds(options: argparse.Namespace) -> Bounds:
    return Bounds(options.seconds, options.mebibytes)


def _progress(number: int, total: int, outcome: Outcome) -> None:
    if not outcome.good or number % 50 == 0 or number == total:
        sys.stderr.write(f"{number}/{total} {outcome.document}: {outcome.status.value} in {outcome.seconds} s\n")
        sys.stderr.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description="Run the corpus.")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="only N documents, drawn evenly by size")
    parser.add_argument("--seed", type=int, default=0, help="of the sample (default: 0)")
    parser.add_argument("--folder", type=Path, help="the documents below this folder instead of the corpus")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument("--seconds", type=int, default=300, help="on the cores, at most, for each document")
    parser.add_argument("--mebibytes", type=int, default=2048, help="of memory, at most, for each document")
    parser.add_argument("--journal", type=Path, help="where outcomes are remembered (default: by hash of the sources)")
    parser.add_argument("--types", type=int, default=0, metavar="N", help="only: type-check the SDKs of N documents")
    parser.add_argument("--wire", type=int, default=0, metavar="N", help="only: judge the SDKs of N on the wire")
    parser.add_argument("--write", action="store_true", help="write docs/corpus.md and docs/corpus.json")
    return parser


if __name__ == "__main__":
    sys.exit(main())
