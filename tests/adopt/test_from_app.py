"""The way in for an application: its framework's export becomes a repository with names that its functions say.

The applications are real ones, in an environment of their own (``requirements/frameworks.txt``, made by ``make test``).
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml
from adopting import ROOT, git, run
from support.own_wheel import own_wheel

pytestmark = pytest.mark.xdist_group("from-app")  # one worker makes FastAPI's repository

FRAMEWORKS = ROOT / ".cache/frameworks/bin/python"
needs_frameworks = pytest.mark.skipif(
    not FRAMEWORKS.exists(), reason="requirements/frameworks.txt is not installed: `make test` does it"
)
FASTAPI = ("books.list", "books.create", "books.retrieve", "books.cover.upload", "books.average_lateness")
APPS = {
    "fastapi_app:app": FASTAPI,
    "litestar_app:create_app": ("books.list", "books.create", "books.retrieve"),
    "flask_app:app": ("books.list", "books.create"),
    "django_app.wsgi:application": ("books.list", "books.retrieve"),
}


@pytest.fixture
def apps(tmp_path: Path) -> Path:
    """The folder of the applications, as a team has it."""
    return Path(shutil.copytree(Path(__file__).with_name("apps"), tmp_path / "apps"))


def _init(apps: Path, app: str, *options: str) -> Path:
    options = ("--package", "shop", "--python", str(FRAMEWORKS), "--trueline", own_wheel(), *options)
    done = run("init", "sdk", "--from-app", app, *options, cwd=apps)
    assert done.returncode == 0, done.stderr
    return apps / "sdk"


@pytest.fixture(scope="module")
def of_fastapi(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The applications with the repository of one among them, made once. Not to be changed."""
    made = Path(shutil.copytree(Path(__file__).with_name("apps"), tmp_path_factory.mktemp("fastapi") / "apps"))
    _init(made, "fastapi_app:app")
    return made


@needs_frameworks
@pytest.mark.parametrize("app", APPS)
def test_an_application_becomes_a_repository_with_the_names_of_its_functions(
    apps: Path, app: str, request: pytest.FixtureRequest
) -> None:
    made = request.getfixturevalue("of_fastapi") / "sdk" if app.startswith("fastapi") else None
    root = made or _init(apps, app)
    readme = (root / "sdks/python/README.md").read_text("utf-8")
    assert set(re.findall(r"^\| `client\.([\w.]+)\(\)`", readme, re.MULTILINE)) == set(APPS[app])
    assert 'version_file = "openapi/VERSION"' in (root / "pyproject.toml").read_text("utf-8")
    assert f"trueline export {app}" in (root / "README.md").read_text("utf-8")
    assert git(root, "status", "--porcelain") == ""


@needs_frameworks
def test_inline_schemas_of_fastapi_are_named_by_the_function_and_not_by_its_route(of_fastapi: Path) -> None:
    source = "".join(path.read_text("utf-8") for path in (of_fastapi / "sdk/sdks/python/src/shop/types").glob("*.py"))
    names = set(re.findall(r"^class (\w+)\(", source, re.MULTILINE))
    assert {"ListBooksSort", "UploadCoverBody"} <= names
    assert not [name for name in names if "BooksGet" in name or "CoverPost" in name]


@needs_frameworks
def test_the_export_is_copied_in_again_and_drift_is_told(of_fastapi: Path, tmp_path: Path) -> None:
    apps = Path(shutil.copytree(of_fastapi, tmp_path / "apps", symlinks=True))
    root = apps / "sdk"
    words = ("export", "fastapi_app:app", "--output", "sdk/openapi/openapi.json", "--python", str(FRAMEWORKS))
    assert run(*words, "--check", cwd=apps).returncode == 0
    app = apps / "fastapi_app.py"
    app.write_text(app.read_text("utf-8").replace("title: str", "title: str\n    pages: int = 0"), "utf-8")
    before = (root / "openapi/openapi.json").read_bytes()
    assert run(*words, "--check", cwd=apps).returncode == 1
    assert (root / "openapi/openapi.json").read_bytes() == before
    assert run(*words, cwd=apps).returncode == 0
    document = json.loads((root / "openapi/openapi.json").read_bytes())
    assert "pages" in document["components"]["schemas"]["Book"]["properties"]
    assert run("generate", "--check", cwd=root).returncode == 1
    assert run("generate", cwd=root).returncode == 0
    git(root, "commit", "--quiet", "--all", "--message", "Books have pages")
    plan = run("release", "plan", "--offline", cwd=root)
    assert plan.returncode == 0, plan.stderr
    assert "0.1.0: the first release" in plan.stderr


@needs_frameworks
@pytest.mark.parametrize(
    ("app", "said"),
    [
        ("flask_app:plain", "flask-smorest (Api(app)) or APIFlask"),
        ("fastapi_app:nothing", "the module fastapi_app has no nothing"),
        ("no_such_module:app", "run this in the application's folder, and with its own Python"),
        ("fastapi_app:Book", "is not an application of FastAPI, Django, Flask or Litestar"),
        ("broken:app", "ZeroDivisionError: division by zero"),
    ],
)
def test_what_can_not_be_exported_says_what_to_do_and_leaves_nothing(apps: Path, app: str, said: str) -> None:
    (apps / "broken.py").write_text("app = 1 / 0\n", "utf-8")
    done = run("init", "sdk", "--from-app", app, "--python", str(FRAMEWORKS), "--trueline", own_wheel(), cwd=apps)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr.splitlines()[0]
    assert not (apps / "sdk").exists()


@pytest.mark.parametrize("app", ["fastapi_app", "a b:app", "os:system('x')", "-m:app", ":app"])
def test_a_name_of_another_form_is_refused_before_anything_runs(tmp_path: Path, app: str) -> None:
    done = run("init", "sdk", f"--from-app={app}", "--trueline", own_wheel(), cwd=tmp_path)
    assert done.returncode == 2
    assert "package.module:app" in done.stderr


def test_a_python_that_is_not_there_is_named_with_the_option(tmp_path: Path) -> None:
    done = run("export", "app:app", "--output", "a.json", "--python", "no/such/python", cwd=tmp_path)
    assert done.returncode == 2
    assert "--python .venv/bin/python" in done.stderr


def test_two_functions_of_one_name_keep_their_routes_apart(tmp_path: Path) -> None:
    def operation(id_: str) -> dict[str, object]:
        sort = {"name": "sort", "in": "query", "schema": {"type": "string", "enum": [id_, "b"]}}
        return {"operationId": id_, "parameters": [sort], "responses": {"204": {"description": "ok"}}}

    paths = {
        "/books": {"get": operation("find_all_books_get")},
        "/shelves": {"get": operation("find_all_shelves_get")},
        "/pens": {"get": operation("count_pens_get")},
    }
    info = {"title": "Shop", "version": "1.0.0"}
    (tmp_path / "a.json").write_text(json.dumps({"openapi": "3.1.0", "info": info, "paths": paths}), "utf-8")
    assert run("generate", "a.json", "--output", "o", "--package", "shop", cwd=tmp_path).returncode == 0
    source = "".join(path.read_text("utf-8") for path in (tmp_path / "o/src/shop/types").glob("*.py"))
    names = set(re.findall(r"^class (\w+)\(", source, re.MULTILINE))
    assert {"FindAllBooksGetSort", "FindAllShelvesGetSort", "CountSort"} <= names


@pytest.fixture
def drifted(repository: Path) -> Path:
    """A repository whose document was changed and whose SDK was not."""
    document = repository / "openapi/openapi.yaml"
    document.write_text(document.read_text("utf-8").replace("List anvils", "List all anvils"), "utf-8")
    return repository


def test_the_pre_commit_hook_passes_a_fresh_sdk_and_fails_on_drift(made: Path, drifted: Path) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    program, *words = hook["entry"].split()
    assert (program, hook["pass_filenames"], hook["language"]) == ("trueline", False, "python")
    assert re.search(hook["files"], "openapi/openapi.yaml")
    assert re.search(hook["files"], "sdks/python/README.md")
    assert run(*words, cwd=made).returncode == 0
    assert run(*words, cwd=drifted).returncode == 1


def test_the_action_checks_the_sdk_in_the_folder_that_it_is_given(made: Path, drifted: Path) -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    steps = [step["run"] for step in action["runs"]["steps"] if "run" in step]
    assert len(steps) == 2
    assert "$GITHUB_ACTION_PATH" in steps[0], "it installs the commit that the action is pinned by"
    (step,) = (step for step in action["runs"]["steps"] if step.get("run") == steps[1])
    assert step["working-directory"] == "${{ inputs.folder }}"
    program, *words = steps[1].split()
    assert program == "trueline"
    assert run(*words, cwd=made).returncode == 0
    assert run(*words, cwd=drifted).returncode == 1
