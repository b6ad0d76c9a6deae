"""Teams with Django REST framework, Flask and Litestar: an SDK of the application, and the releases that follow.

The applications are real ones, in the environment of the frameworks; ``trueline init`` makes the repositories.
Django's goes all the way to an index. FastAPI's way there, with make on an empty machine, is that of the guide.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from team import FRAMEWORKS, Team

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.fake_index import serve_index
from support.fresh_machine import reaching_indexes

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not FRAMEWORKS.exists(), reason="requirements/frameworks.txt is not installed: `make test` does it"
    ),
]
REMOVE = """
    def destroy(self, request, pk=None):
        return Response(status=204)
"""
_UPLOAD = {"UV_INDEX_INNER_USERNAME": "ann", "UV_INDEX_INNER_PASSWORD": "of-the-test"}


def test_a_django_team_releases_what_it_added_and_then_what_it_broke(tmp_path: Path) -> None:
    team = Team(tmp_path, "django_app.wsgi:application", "django_app/urls.py")
    team.first_version("1.0.0")
    assert "1.0.0: the first release" in team.prepared("1.0.0")
    team.change("router = ", f"{REMOVE.lstrip(chr(10))}\n\nrouter = ", "Books can be removed")
    assert "1.1.0: minor since 1.0.0" in team.prepared("1.1.0")
    with serve_index() as server:
        server.world.password = _UPLOAD["UV_INDEX_INNER_PASSWORD"]
        team.releases_to(server.url)
        team.change("    title = serializers", "    name = serializers", "A book has a name")
        code, said = team.refused("prepare", "--offline", "--version", "1.2.0")
        assert code == 6
        assert "ask for 2.0.0 at least" in said
        assert "2.0.0: major since 1.1.0" in team.step("prepare", **_UPLOAD)
        for step in ("tag", "publish"):
            code, said = team.refused(step)
            assert code == 5
            assert all(f"{state}:" in said for state in ("GATED", "BUILT", "VERIFIED", "REHEARSED"))
        for step in ("gate", "build", "verify"):
            team.step(step, **reaching_indexes(), PYENV_ROOT=str(tmp_path))  # on this Python: tests/release has each
        waived = ("--waive", "How an index takes files is not Django's")  # FastAPI's guide has three rehearsals
        team.step("tag", *waived)
        assert "2.0.0 is on inner: 2 files uploaded" in team.step("publish", *waived, **_UPLOAD)
        assert {name.partition("-2.0.0")[2] for name in server.world.hashes} == {"-py3-none-any.whl", ".tar.gz"}
    changelog = (team.root / "CHANGELOG.md").read_text("utf-8")
    assert "`books.delete` was added (DELETE /books/{id}/)" in changelog.replace("\\", "")
    assert "`Book` no longer has the property `title`" in changelog


_FLASK = """
    @blueprint.arguments(Book)
    @blueprint.response(200, Book)
    def put(self, book):
        return book
"""
_LITESTAR = """
@put("/books", tags=["books"])
async def replace_book(data: Book) -> Book:
    return data
"""


@pytest.mark.parametrize(
    ("app", "source", "edits", "added"),
    [
        ("flask_app:app", "flask_app.py", {"\n\nApi(app)": f"{_FLASK}\n\nApi(app)"}, "(PUT /books/)"),
        (
            "litestar_app:create_app",
            "litestar_app.py",
            {"get, post": "get, post, put", "def create_app": f"{_LITESTAR.lstrip(chr(10))}\n\ndef create_app",
             "get_book, create_book]": "get_book, create_book, replace_book]"},
            "(PUT /books)",
        ),
    ],
    ids=["Flask", "Litestar"],
)  # fmt: skip
def test_a_team_prepares_what_it_added(
    tmp_path: Path, app: str, source: str, edits: dict[str, str], added: str
) -> None:
    team = Team(tmp_path, app, source)
    team.first_version("1.0.0")
    assert "1.0.0: the first release" in team.prepared("1.0.0")
    *_, last = edits
    for old, new in edits.items():
        text = (team.apps / source).read_text("utf-8")
        if old != last:
            (team.apps / source).write_text(text.replace(old, new), "utf-8")
    team.change(last, edits[last], "A book can be replaced")
    assert "1.1.0: minor since 1.0.0" in team.prepared("1.1.0")
    assert added in (team.root / "CHANGELOG.md").read_text("utf-8")
    team.tests_pass()
