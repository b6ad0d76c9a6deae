"""``trueline init``: what is in the repository, and what is refused."""

from __future__ import annotations

import functools
import http.server
import json
import stat
import subprocess
import threading
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest
import yaml
from adopting import ACME, ROOT, files_of, git, run
from support.own_wheel import own_wheel

from trueline.adopt.lock import read_lock
from trueline.adopt.scaffold import ENTRIES
from trueline.cli import main
from trueline.config import read_config
from trueline.errors import ExitCode

pytestmark = pytest.mark.xdist_group("adopt")


def test_a_repository_is_made_with_one_commit_and_nothing_left_to_commit(made: Path) -> None:
    assert git(made, "log", "--format=%s").splitlines() == ["acme, made by trueline init (0.1.0)"]
    assert git(made, "branch", "--show-current").strip() == "main"
    assert git(made, "status", "--short") == ""


def test_it_has_the_document_the_sdk_and_every_file_of_the_scaffold(made: Path) -> None:
    found = set(files_of(made))
    made_too = {"openapi/openapi.yaml", ".trueline/scaffold.lock", "LICENSE", "docs/api.md"}
    assert {entry.path for entry in ENTRIES} | made_too == {
        path for path in found if not path.startswith(("sdks/", "vendor/"))
    }
    assert {"sdks/python/generated.lock", "sdks/python/src/acme/resources/anvils.py"} <= found
    assert (made / "openapi/openapi.yaml").read_text("utf-8") == ACME


def test_its_settings_are_read(made: Path) -> None:
    config = read_config(made / "pyproject.toml")
    assert (config.spec, config.output, config.package) == ("openapi/openapi.yaml", "sdks/python", "acme")
    assert (config.distribution_name, config.tag_prefix) == ("acme", "acme-v")
    assert config.release.gate == ("make check", "make test")


def test_scripts_can_be_run(made: Path) -> None:
    for entry in ENTRIES:
        assert bool((made / entry.path).stat().st_mode & stat.S_IXUSR) == entry.is_executable, entry.path


def test_the_folder_has_the_permissions_that_the_user_gives_to_folders(made: Path, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    assert made.stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_ci_runs_what_the_readme_says_and_the_workflow_the_same(made: Path) -> None:
    script = [line for line in (made / ".ci/run").read_text("utf-8").splitlines() if line.startswith("make")]
    workflow = yaml.safe_load((made / ".github/workflows/ci.yml").read_text("utf-8"))
    steps = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    assert script == steps == ["make check", "make test"]
    readme = (made / "README.md").read_text("utf-8")
    assert all(f"`{command}`" in readme for command in script)


def test_help_lists_every_target(made: Path) -> None:
    done = subprocess.run(["make", "--no-print-directory"], cwd=made, capture_output=True, text=True, check=True)
    listed = {line.split()[0].removeprefix("\x1b[1m").split("\x1b")[0] for line in done.stdout.splitlines()}
    makefile = (made / "Makefile").read_text("utf-8")
    assert listed == {line.split()[1] for line in makefile.splitlines() if line.startswith(".PHONY:")}
    assert {"help", "generate-sdk", "test", "check", "build-sdk", "release-plan", "release-rehearse"} <= listed


def test_trueline_is_required_by_the_hash_of_the_wheel_that_is_kept(made: Path) -> None:
    lines = (made / "requirements/trueline.txt").read_text("utf-8").splitlines()
    kept = made / "vendor/trueline-0.1.0-py3-none-any.whl"
    pin = f"./vendor/{kept.name} --hash=sha256:{sha256(kept.read_bytes()).hexdigest()}"
    assert [line for line in lines if not line.startswith("#")] == [pin]


def test_the_scaffolds_lock_is_the_one_of_this_checkouts_dependencies(made: Path) -> None:
    """Same versions as here, where everything is tested; every line with a hash; no address."""
    mine = (ROOT / "requirements/dev.txt").read_text("utf-8")
    theirs = (made / "requirements/dev.txt").read_text("utf-8")
    assert "://" not in theirs
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pinned = {line.split("==")[0]: line.split()[0] for line in theirs.splitlines() if "==" in line.split(" ")[0]}
    for requirement in (*project["dependencies"], *project["optional-dependencies"]["release"], "pytest", "respx"):
        name = requirement.split(">")[0].split("=")[0].strip()
        assert name in pinned, f"{name}: make lock"
    only_there = {name for name, pin in pinned.items() if f"{pin} " not in mine}
    assert only_there == {"check-jsonschema", "regress"}, "make lock"  # here actionlint looks at workflows
    assert (made / "requirements/bootstrap.txt").read_text("utf-8") == (ROOT / "requirements/bootstrap.txt").read_text()


def test_the_uv_wrapper_of_the_scaffold_is_this_checkouts(made: Path) -> None:
    for script in ("bootstrap-uv.sh", "generate-sdk.py"):
        assert (made / "scripts" / script).read_bytes() == (ROOT / "scripts" / script).read_bytes()


def test_the_lock_holds_every_kept_file_as_it_was_written(made: Path) -> None:
    lock = read_lock(made)
    assert lock.facts.package == "acme"
    assert lock.texts == {entry.path: (made / entry.path).read_text("utf-8") for entry in ENTRIES if entry.kept}


def test_the_same_document_makes_the_same_repository_in_an_empty_folder_too(made: Path, tmp_path: Path) -> None:
    """Also from inside of it: whoever is there stays there."""
    (tmp_path / "other.yaml").write_text(ACME, "utf-8")
    (tmp_path / "again").mkdir()
    same = (tmp_path / "again").stat().st_ino
    assert (
        run("init", ".", "--trueline", own_wheel(), "--spec", "../other.yaml", cwd=tmp_path / "again").returncode == 0
    )
    assert (tmp_path / "again").stat().st_ino == same
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again", "other.yaml"]
    assert files_of(tmp_path / "again") == files_of(made)


@pytest.mark.parametrize("kind", ["a file in it", "a hidden file in it", "a file", "a link", "a dangling link"])
def test_what_is_there_is_never_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    monkeypatch.chdir(tmp_path)
    target = tmp_path / "there"
    match kind:
        case "a file":
            target.write_text("mine")
        case "a link":
            (tmp_path / "elsewhere").mkdir()
            target.symlink_to("elsewhere")
        case "a dangling link":
            target.symlink_to("nowhere")
        case _:
            target.mkdir()
            (target / (".hidden" if "hidden" in kind else "file")).write_text("mine")
    before = sorted(str(path) for path in tmp_path.rglob("*"))
    assert main(["init", "there", "--spec", "no-such-file.yaml"]) == 2
    said = capsys.readouterr().err
    assert "there: the folder is not empty, and nothing in it is ever overwritten" in said
    assert "Name a folder that is new or empty" in said
    assert sorted(str(path) for path in tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("document", "options", "code", "message"),
    [
        (ACME, ["--package", "Acme-SDK"], 2, "Use a lower-case identifier, such as acme_sdk."),
        (ACME, ["--distribution", "a b"], 2, "--distribution: 'a b' is not a name of a distribution"),
        (ACME, ["--allow-loss", "paths"], 2, "--allow-loss: 'paths' is not a JSON pointer"),
        (ACME, ["--trueline", "acme.yaml"], 2, "acme.yaml: this is not a wheel of Trueline"),
        (ACME, ["--trueline", "trueline-1;id-py3-none-any.whl"], 2, "there is no wheel and no checkout of Trueline"),
        (ACME, ["--trueline", "."], 2, "there is no wheel and no checkout of Trueline"),
        (ACME.replace("title: Acme", "title: '!!!'"), [], 2, "Give one: --package acme"),
        (ACME.replace("openapi: 3.0.3", "openapi: 4.0.0"), [], 3, "acme.yaml:1"),
        (ACME.replace("{type: string}", "{$ref: '#/nowhere'}"), [], 3, "acme.yaml"),
    ],
)
def test_a_refusal_names_what_the_user_named_and_leaves_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    document: str,
    options: list[str],
    code: int,
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "acme.yaml").write_text(document, "utf-8")
    assert main(["init", "new", "--trueline", own_wheel(), "--spec", "acme.yaml", *options]) == code
    said = capsys.readouterr().err
    assert message in said
    assert str(tmp_path) not in said
    assert [path.name for path in tmp_path.iterdir()] == ["acme.yaml"]


def test_standard_input_is_no_document_to_keep(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "new", "--trueline", own_wheel(), "--spec", "-"]) == 2
    assert "Name the document's file or URL." in capsys.readouterr().err


def test_a_document_of_several_files_is_bundled(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts/anvil.yaml").write_text("type: object\nproperties: {weight: {type: integer}}\n", "utf-8")
    (tmp_path / "acme.yaml").write_text(ACME.replace("{type: string}", "{$ref: parts/anvil.yaml}"), "utf-8")
    done = run("init", "new", "--trueline", own_wheel(), "--spec", "acme.yaml", "--package", "anvils", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "the document has several files: they were bundled into one" in done.stderr
    document = json.loads((tmp_path / "new/openapi/openapi.json").read_text("utf-8"))
    assert [schema["properties"] for schema in document["components"]["schemas"].values()] == [
        {"weight": {"type": "integer"}}
    ]
    assert (tmp_path / "new/sdks/python/src/anvils/types/anvil.py").is_file()
    assert (
        run(
            "generate", *read_config(tmp_path / "new/pyproject.toml").arguments(), "--check", cwd=tmp_path / "new"
        ).returncode
        == 0
    )


def test_an_author_who_is_unknown_to_git_does_not_stop_it(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(ACME, "utf-8")
    (tmp_path / "home").mkdir()
    settings = {"HOME": str(tmp_path / "home"), "XDG_CONFIG_HOME": str(tmp_path / "home"), "GIT_CONFIG_NOSYSTEM": "1"}
    done = run("init", "new", "--trueline", own_wheel(), "--spec", "acme.yaml", cwd=tmp_path, **settings)
    assert done.returncode == 0, done.stderr
    assert git(tmp_path / "new", "log", "--format=%s") == "acme, made by trueline init (0.1.0)\n"


def test_a_machine_without_git_is_told_so_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["init", "new", "--trueline", own_wheel(), "--spec", "acme.yaml"]) == 2
    assert "git is not installed" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


LOSSY = ACME + "components: {securitySchemes: {it: {type: hawk}}}\n"


def test_a_document_that_would_lose_something_is_refused_until_that_part_is_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "acme.yaml").write_text(LOSSY, "utf-8")
    assert main(["init", "new", "--trueline", own_wheel(), "--spec", "acme.yaml"]) == 4
    said = capsys.readouterr().err
    assert "acme.yaml at /components/securitySchemes/it:" in said
    assert "--allow-loss '/components/securitySchemes/it'" in said
    assert not (tmp_path / "new").exists()
    allowed = ["--allow-loss", "/components/securitySchemes/it"]
    assert main(["init", "new", "--trueline", own_wheel(), "--spec", "acme.yaml", *allowed]) == 0
    config = read_config(tmp_path / "new/pyproject.toml")
    assert config.allow_loss == ("/components/securitySchemes/it",)
    assert main(["generate", *config.arguments(lambda path: str(tmp_path / "new" / path)), "--check"]) == 0


def test_a_document_at_a_url_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "acme").write_text(ACME, "utf-8")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))

    def say_nothing(*_: object) -> None: ...

    monkeypatch.setattr(handler.func, "log_message", say_nothing)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            url = f"http://127.0.0.1:{server.server_address[1]}/acme?version=1"
            assert main(["init", str(tmp_path / "new"), "--trueline", own_wheel(), "--spec", url]) == 0
        finally:
            server.shutdown()
            thread.join()
    assert (tmp_path / "new/openapi/openapi.yaml").read_text("utf-8") == ACME


def test_a_hostile_title_names_a_package_and_is_text_everywhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    title = json.dumps("Acme $(touch pwned)`touch pwned`\n\nall:\n\ttouch pwned\n#../../<script>${{ secrets.X }}")
    (tmp_path / "acme.yaml").write_text(ACME.replace("title: Acme", f"title: {title}"), "utf-8")
    assert main(["init", "new", "--trueline", own_wheel(), "--spec", "acme.yaml"]) == 0
    package = read_config(tmp_path / "new/pyproject.toml").package
    assert package.isidentifier()
    assert package.startswith("acme_touch_pwned")
    made = subprocess.run(["make", "help"], cwd=tmp_path / "new", capture_output=True, text=True, check=True)
    assert "touch" not in made.stdout
    assert not list(tmp_path.rglob("pwned"))
    assert {path.name for path in tmp_path.iterdir()} == {"acme.yaml", "new"}
    for path in ("Makefile", ".github/workflows/ci.yml", ".github/workflows/release.yml", "scripts/bootstrap.sh"):
        text = (tmp_path / "new" / path).read_text("utf-8")
        assert "$(touch" not in text
        assert "{ secrets" not in text


def engine_init(folder: Path, config: str, *options: str) -> int:
    (folder / "acme.yaml").write_text(ACME, "utf-8")
    (folder / "conf/own").mkdir(parents=True)
    (folder / "conf/own/errors.py.jinja").write_text("class UnexpectedStatus(Exception): ...\n", "utf-8")
    (folder / "conf/engine.yml").write_text(config, "utf-8")
    command = ["init", str(folder / "new"), "--trueline", own_wheel(), "--spec", str(folder / "acme.yaml")]
    return main([*command, "--engine-config", str(folder / "conf/engine.yml"), *options])


STOCK = ("--layout", "openapi-python-client")


def test_the_engines_configuration_is_kept_with_its_templates(tmp_path: Path) -> None:
    text = "# ours\npackage_name_override: anvil_client\nproject_name_override: anvils\ncustom_template_path: own\n"
    assert engine_init(tmp_path, text, *STOCK) == 0
    config = read_config(tmp_path / "new/pyproject.toml")
    assert (config.package, config.distribution) == ("anvil_client", "anvils")
    assert config.engine_config == "openapi/engine.yml"
    assert (tmp_path / "new/openapi/engine.yml").read_text("utf-8") == text
    made = tmp_path / "new/sdks/python/anvil_client/errors.py"
    assert made.read_text("utf-8") == (tmp_path / "new/openapi/own/errors.py.jinja").read_text("utf-8")
    assert main(["generate", *config.arguments(lambda path: str(tmp_path / "new" / path)), "--check"]) == 0


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("{}", (), "Add --layout openapi-python-client."),
        ("package_version_override: 1.0.0", STOCK, "would give every release one version"),
        ("package_name_override: other", (*STOCK, "--package", "acme"), "the package is other in this file"),
        ("project_name_override: other", (*STOCK, "--distribution", "acme"), "the distribution is other in this file"),
        ("custom_template_path: ../conf/../..", STOCK, "is not below the configuration's folder"),
        ("custom_template_path: nowhere", STOCK, "there is no folder nowhere"),
        ("no_such_key: 1", STOCK, "the engine has no setting 'no_such_key'"),
    ],
)
def test_a_configuration_that_no_repository_can_have_is_refused(
    text: str, options: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert engine_init(tmp_path, text, *options) == ExitCode.USAGE
    assert said in capsys.readouterr().err
    assert not (tmp_path / "new").exists()
