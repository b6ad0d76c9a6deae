"""``trueline migrate speakeasy`` and ``trueline migrate fern``: names that stay, and what does not, said by name."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from foreign_sdks import DOCUMENT, FERN, SPEAKEASY, written
from support.sdks import make_sdk

from trueline.cli import main
from trueline.errors import ExitCode
from trueline.migrate import fern, speakeasy
from trueline.migrate.foreign import Foreign

SDKS = {"speakeasy": SPEAKEASY, "fern": FERN}


@dataclass(frozen=True)
class Moved:
    """One run of the command, and what it wrote."""

    code: int
    folder: Path
    printed: str

    @property
    def report(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "report.json").read_text("utf-8"))
        return found

    @property
    def names(self) -> dict[str, Any]:
        found: dict[str, Any] = yaml.safe_load((self.folder / "names.yml").read_text("utf-8"))
        return found

    def finding(self, name: str) -> dict[str, str]:
        found: dict[str, str] = next(each for each in self.report["surface"]["findings"] if each["name"] == name)
        return found

    def said(self, name: str) -> str:
        found = self.finding(name)
        return f"{found['state']}: {found['reason']}. {found['cure']}"


def move(folder: Path, maker: str, capsys: pytest.CaptureFixture[str], *more: str) -> Moved:
    """Runs the command against the small SDK of one maker."""
    sdk = written(folder / "sdk", SDKS[maker])
    (folder / "openapi.yaml").write_text(DOCUMENT, "utf-8")
    given = {"--sdk": sdk, "--spec": folder / "openapi.yaml", "--names": folder / "names.yml"}
    given |= {"--report": folder / "report.json", "--page": folder / "MOVING.md"}
    words = [str(word) for pair in given.items() for word in pair]
    code = main(["migrate", maker, *words, *more])
    printed = capsys.readouterr()
    return Moved(code, folder, printed.out + printed.err)


def test_a_speakeasy_sdk_is_read_with_its_methods_and_endpoints(tmp_path: Path) -> None:
    old = speakeasy.read(str(written(tmp_path, SPEAKEASY)))
    assert (old.package, old.client, old.distribution, old.version) == ("pets_sdk", "PetShop", "pets-sdk", "3.1.0")
    assert {name: each.call.endpoint for name, each in old.methods.items()} == {
        "pets.list_all": "get /pets",
        "pets.add": "post /pets",
        "pets.get": "get /owners/{}/pets/{}",
        "pets.hear": "get /sounds",
        "pets.read": "get /books",
        "pets.feed": "post /pets/{}/meals",
        "pets.walk": "",
    }
    assert old.options["api_token"] == "PETS_API_TOKEN" and old.credentials == ["api_token"]
    assert [each.name for each in old.methods["pets.add"].call.arguments] == ["name", "tag"]
    assert old.errors == {"PetShopError": "", "InvalidPetError": "422", "SDKError": "4XX"}


def test_a_fern_sdk_is_read_with_its_methods_and_endpoints(tmp_path: Path) -> None:
    old = fern.read(str(written(tmp_path, FERN)))
    assert (old.package, old.client, old.distribution, old.version) == ("pets", "Pets", "pets", "0.9.0")
    assert {name: each.call.endpoint for name, each in old.methods.items()} == {
        "animals.all": "get /v1/pets",
        "animals.add": "post /v1/pets",
        "animals.fetch": "get /v1/owners/{}/pets/{}",
    }
    assert old.options["token"] == "PETS_TOKEN" and old.credentials == ["token"]
    assert old.errors == {"ApiError": "", "UnauthorizedError": "401", "NotFoundError": "404"}


@pytest.mark.parametrize("maker", ["speakeasy", "fern"])
def test_each_maker_refuses_what_it_did_not_make(
    tmp_path: Path, maker: str, capsys: pytest.CaptureFixture[str]
) -> None:
    other = "fern" if maker == "speakeasy" else "speakeasy"
    written(tmp_path / "sdk", SDKS[other])
    (tmp_path / "openapi.yaml").write_text(DOCUMENT, "utf-8")
    words = ["--sdk", str(tmp_path / "sdk"), "--spec", str(tmp_path / "openapi.yaml")]
    assert main(["migrate", maker, *words, "--names", str(tmp_path / "n.yml")]) == ExitCode.USAGE
    assert f"there is no SDK that {maker.title()} made" in capsys.readouterr().err
    assert not (tmp_path / "n.yml").exists()


def test_names_of_a_speakeasy_sdk_are_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    moved = move(tmp_path, "speakeasy", capsys)
    assert moved.names["resources"]["pets"]["methods"] == {
        "list_all": "get /pets",
        "add": "post /pets",
        "get": "get /owners/{owner_id}/pets/{pet_id}",
        "hear": "get /sounds",
        "read": "get /books",
    }
    assert moved.names["unspecified_endpoints"] == ["get /health"]
    assert "get /health first: they are left out" in " ".join(moved.printed.split())
    sdk = make_sdk(tmp_path / "made", DOCUMENT, names=str(tmp_path / "names.yml"))
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json={"id": "1", "name": "Rex"})

    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        client = sdk.PetShop(api_token="t", http_client=http)
        assert client.pets.get(owner_id="o", pet_id="p").name == "Rex"
    assert sent[0].url == "https://pets.example/v1/owners/o/pets/p"
    assert sent[0].headers["authorization"] == "Bearer t"


def test_names_and_positions_of_a_fern_sdk_are_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    move(tmp_path, "fern", capsys)
    sdk = make_sdk(tmp_path / "made", DOCUMENT, names=str(tmp_path / "names.yml"))
    with httpx.Client(
        transport=httpx.MockTransport(lambda request: httpx.Response(200, json={"id": request.url.path, "name": "R"}))
    ) as http:
        client = sdk.Pets(token="t", http_client=http)
        assert client.animals.fetch("o", "p").id == "/v1/owners/o/pets/p"
        assert client.animals.add(name="R").name == "R"


SAID = {
    "speakeasy": {
        "client.pets.add(request=…)": [
            "missing: what NewPet has is given as arguments",
            "client.pets.add(name=…, tag=…)",
        ],
        "client.pets.get(colour=…)": ["missing: the document has no parameter or property"],
        "client.pets.feed()": ["missing: the document has no post /pets/{}/meals"],
        "client.pets.hear()": [
            "differs: it streamed, and does so here when it is asked to",
            'client.pets.hear(…, accept="text/event-stream")',
        ],
        "client.pets.read()": ["differs: it went on page by page, and answers", "x-pagination"],
        "client.pets.walk()": ["missing: it has no endpoint of its own (pets.py:"],
        "PetShop(server_url=…)": ["missing:", "Write base_url=…"],
        "PetShop(timeout_ms=…)": ["missing:", "timeout=…, in seconds"],
        "a call's http_headers=…": ["missing:", "extra_headers={…}"],
        "client.….…_async()": [
            "missing: 6 methods had a twin",
            "async with AsyncPetShop(…) as client: await client.pets.",
        ],
        "answer.next()": ["missing: lists go on by themselves (2 methods, client.pets.list_all() first)"],
        "InvalidPetError": ["missing: 422 is UnprocessableEntityError here", "import UnprocessableEntityError"],
        "SDKError": ["missing: it is APIStatusError here"],
        "PetShopError": ["missing: it is APIResponseError here"],
        "pets_sdk.models": ["missing: types are in pets_sdk.types here"],
        "pets_sdk.ListPetsRequest": ["missing: it stood for the arguments, or the answer, of one method"],
        "pets_sdk.Mood": ["missing: no schema of the document makes a class of this name"],
        "pets_sdk.Pet.weight": ["differs: the document has no property that makes it"],
    },
    "fern": {
        "Pets(httpx_client=…)": ["missing:", "Write http_client=…"],
        "Pets(headers=…)": ["missing:", "default_headers={…}"],
        "a call's request_options['timeout_in_seconds']": ["missing:", "timeout=…, in seconds"],
        "client.….with_raw_response.…().data": ["missing:", "Write .parse()"],
        "pager.items, .has_next, .get_next()": ["missing: lists go on by themselves (1 methods, client.animals.all()"],
        "UnauthorizedError": ["missing: 401 is AuthenticationError here"],
        "pets": ["missing: types are in pets.types here, all of them (2 names)"],
    },
}


@pytest.mark.parametrize("maker", ["speakeasy", "fern"])
def test_what_does_not_stay_is_told_with_its_reason_and_cure(
    tmp_path: Path, maker: str, capsys: pytest.CaptureFixture[str]
) -> None:
    moved = move(tmp_path, maker, capsys)
    assert moved.code == ExitCode.LOSS
    for name, parts in SAID[maker].items():
        said = moved.said(name)
        assert all(part in said for part in parts), said
    page = (tmp_path / "MOVING.md").read_text("utf-8")
    assert f"by `trueline migrate {maker}`" in page
    assert all(f"`{name}`" in page for name in SAID[maker])


@pytest.mark.parametrize("maker", ["speakeasy", "fern"])
def test_nothing_that_users_can_write_is_passed_over(
    tmp_path: Path, maker: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each method, option and error of the older SDK is either in the new one or among the findings."""
    old: Foreign = (speakeasy if maker == "speakeasy" else fern).read(str(written(tmp_path / "again", SDKS[maker])))
    moved = move(tmp_path, maker, capsys)
    sdk = make_sdk(tmp_path / "made", DOCUMENT, names=str(tmp_path / "names.yml"))
    told = {each["name"] for each in moved.report["surface"]["findings"] if each["state"] == "missing"}
    client = getattr(sdk, old.client)(base_url="https://x.example", **dict.fromkeys(old.credentials, "k"))
    for name in old.methods:
        here: Any = client
        for step in name.split("."):
            here = getattr(here, step, None)
        assert (here is not None) != (f"client.{name}()" in told), name
    for option in old.options:
        assert (option in getattr(sdk, old.client).__init__.__kwdefaults__) != (f"{old.client}({option}=…)" in told)
    for error, status in old.errors.items():
        assert error in told or (hasattr(sdk, error) and status), error


def test_a_names_file_that_is_there_is_used_and_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = move(tmp_path, "speakeasy", capsys)
    edited = (tmp_path / "names.yml").read_text("utf-8").replace("- get /health", "- get /health # on purpose")
    (tmp_path / "names.yml").write_text(edited, "utf-8")
    again = move(tmp_path, "speakeasy", capsys, "--allow-missing")
    assert again.code == ExitCode.DONE and "on purpose" in (tmp_path / "names.yml").read_text("utf-8")
    assert first.report == again.report


GUIDE = Path(__file__).parents[2] / "docs/guides/migrate-from-speakeasy-and-fern.md"


def test_the_guide_s_commands_move_a_small_sdk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path / "older", SPEAKEASY)
    (tmp_path / "openapi.yaml").write_text(DOCUMENT, "utf-8")
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^trueline (.*)$", GUIDE.read_text("utf-8"), re.MULTILINE)
    first, second = (shlex.split(each.replace("mistralai==3.7.0", "older")) for each in commands)
    assert main([*first, "--allow-missing"]) == ExitCode.DONE
    assert main(second) == ExitCode.DONE
    assert "class PetShop" in (tmp_path / "mistralai-python/src/mistralai/_client.py").read_text("utf-8")


def test_the_guide_tells_what_the_command_tells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each option and each way to call that the command may name is in the guide's tables."""
    text = GUIDE.read_text("utf-8")
    for maker in SDKS:
        moved = move(tmp_path / maker, maker, capsys)
        for each in moved.report["surface"]["findings"]:
            if each["kind"] == "client options" and each["name"].split("(")[0] in {"PetShop", "Pets"}:
                assert each["name"].partition("(")[2].partition("=")[0] + "=" in text, each["name"]


@pytest.mark.parametrize("maker", ["speakeasy", "fern"])
def test_names_reads_an_sdk_of_either(tmp_path: Path, maker: str, capsys: pytest.CaptureFixture[str]) -> None:
    moved = move(tmp_path, maker, capsys)
    words = ["names", "--from", str(tmp_path / "sdk"), "--output", str(tmp_path / "again.yml")]
    assert main(words) == ExitCode.USAGE and "missing: --spec" in capsys.readouterr().err
    code = main([*words, "--spec", str(tmp_path / "openapi.yaml")])
    assert code == (ExitCode.LOSS if maker == "speakeasy" else ExitCode.DONE)
    assert yaml.safe_load((tmp_path / "again.yml").read_text("utf-8")) == moved.names
    said = capsys.readouterr().err
    assert ("client.pets.walk() is left out" in said) == (maker == "speakeasy")


@pytest.mark.parametrize("maker", ["speakeasy", "fern"])
def test_stainless_s_command_says_which_one_reads_it(
    tmp_path: Path, maker: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sdk = written(tmp_path / "sdk", SDKS[maker])
    (tmp_path / "openapi.yaml").write_text(DOCUMENT, "utf-8")
    (tmp_path / "stainless.yml").write_text("resources: {}", "utf-8")
    words = [str(tmp_path / "stainless.yml"), "--spec", str(tmp_path / "openapi.yaml"), "--sdk", str(sdk), "--dry-run"]
    assert main(["migrate", "stainless", *words]) == ExitCode.USAGE
    said = " ".join(capsys.readouterr().err.split())
    assert f"it looks like {maker.title()}'s" in said and f"trueline migrate {maker} --sdk" in said
