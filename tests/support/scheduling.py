"""Which worker runs what: as pytest-xdist's ``--dist loadgroup``, with three differences.

A file without slow tests goes to one worker as a whole: what its tests share (an SDK, a server) is made once, not by
each worker again. One worker begins with files that mostly wait ("mark.waits"), beside others that keep the cores busy:
two that wait at once leave one idle. And a worker that dies takes one test with it.

In pytest-xdist 3.8 the others wait for ever then: what the dead worker had finished is handed out again as nothing to
do, and a new worker waits for a second test before it begins the first (its issues 1323, 1327 and 1378).
"""

# pyright: reportMissingTypeStubs=false
# xdist has no py.typed.

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from xdist.scheduler.loadgroup import LoadGroupScheduling
from xdist.workermanage import WorkerController

Work: TypeAlias = dict[str, dict[str, bool]]
"""By group, by test: whether it is done."""


class Indexed(list[str]):
    """A worker's tests, of which each is looked for once: 13,900 times through half of as many names take seconds."""

    def __init__(self, tests: Sequence[str]) -> None:
        super().__init__(tests)
        self._places = {test: place for place, test in enumerate(tests)}

    def index(self, test: Any, *_: Any) -> int:
        return self._places[test]


class Scheduling(LoadGroupScheduling):  # type: ignore[misc] # xdist has no py.typed
    """What a dead worker had not begun goes to the others; the test that it died of is told as failed."""

    assigned_work: dict[WorkerController, Work]

    def add_node_collection(self, node: WorkerController, collection: Sequence[str]) -> None:
        super().add_node_collection(node, Indexed(collection))

    def _split_scope(self, nodeid: str) -> str:
        """The group, the file, or the test itself."""
        group, file = super()._split_scope(nodeid), nodeid.partition("::")[0]
        return file if group == nodeid and not _has(self.config.rootpath / file, "mark.slow") else group

    def _assign_work_unit(self, node: WorkerController) -> None:
        """The last worker begins with what waits, the others end with it."""
        wanted = node is self.nodes[-1]
        for scope in self.workqueue:
            if wanted == self._waits(scope):
                self.workqueue.move_to_end(scope, last=False)
                break
        super()._assign_work_unit(node)

    def _waits(self, scope: str) -> bool:
        """A group has no file, and does not."""
        file = self.config.rootpath / scope.partition("::")[0]
        return file.suffix == ".py" and _has(file, "mark.waits")

    def mark_test_complete(self, node: WorkerController, item_index: int, duration: float = 0) -> None:
        """What is done is forgotten: all of a worker's is counted after each test."""
        super().mark_test_complete(node, item_index, duration)
        work = self.assigned_work[node]
        scope = self._split_scope(self.registered_collections[node][item_index])
        if all(work[scope].values()):
            del work[scope]

    def remove_node(self, node: WorkerController) -> str | None:
        """The test that was running; None where all were done."""
        work = self.assigned_work[node]
        pending = [(scope, test) for scope, tests in work.items() for test, done in tests.items() if not done]
        work.clear()
        super().remove_node(node)
        if not pending:
            return None
        for scope, test in pending[1:]:
            self.workqueue.setdefault(scope, {})[test] = False
        for other in self.nodes:
            self._reschedule(other)
        return pending[0][1]

    def schedule(self) -> None:
        """In the order of the collection (xdist would begin with the largest group), two pieces of work each."""
        self.config.option.loadscopereorder = False
        again = self.collection is not None
        super().schedule()
        for node in self.nodes if again else ():
            self._reschedule(node)


@cache
def _has(file: Path, mark: str) -> bool:
    return mark in file.read_text("utf-8")
