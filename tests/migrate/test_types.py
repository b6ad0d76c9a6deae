"""A program that was written for an older SDK is right to both type checkers, and so is the package."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nested_documents
import pages_documents
import pytest
import streams_documents
from support import checking
from support.sdks import ROOT, generate_to

PROGRAM = """
import asyncio

import httpx
import stage
from stage import APIStatusError, AsyncStage, DefaultHttpxClient, RateLimitError, Stage
from stage._response import APIResponse, AsyncAPIResponse
from stage.pagination import AsyncTokenPage, SyncArrayPage, SyncTokenPage
from stage.types import Play, PlaySearchResponse
from harbour import AsyncHarbourMaster, HarbourMaster
from harbour.resources.ships.crews import AsyncCrewsResource, CrewsResource
from harbour.resources.ships.ships import ShipsResource, ShipsResourceWithRawResponse
from harbour.types import Flag, HarbourParam, Ship, shared_params
from harbour.types.ship import Cargo, Deck, DeckCabin, HomeURL, HomeURLTarget
from harbour.types.ship_list_response import ShipListResponse, ShipListResponseItem
from harbour.types.ship_retrieve_response import ShipRetrieveResponse, ShipRetrieveResponseData
from harbour.types.ships.sailor_param import Rank, SailorParam
from writer import AsyncStream, AsyncWriter, Stream, Writer
from writer._response import AsyncBinaryAPIResponse, BinaryAPIResponse
from writer.types import Chunk, Text

client = Stage(timeout=httpx.Timeout(60.0, read=5.0), max_retries=0, http_client=DefaultHttpxClient())
page: SyncTokenPage[Play] = client.plays.list(limit=3, extra_headers={"X-Own": "1"})
plays: list[Play] = page.plays
token: str | None = page.next_page_token
for play in client.plays.list():
    identifier: str = play.id
for found in client.plays.search(text="x"):
    hit: PlaySearchResponse = found
actors: SyncArrayPage[Play] = client.actors.list()
if page.has_next_page():
    info = page.next_page_info()
    page = page.get_next_page()
response: APIResponse[SyncTokenPage[Play]] = client.plays.with_raw_response.list()
print(response.headers.get("X-Own"), response.is_closed, response.http_request.headers, response.parse().plays)
with client.plays.with_streaming_response.list() as streamed:
    for line in streamed.iter_lines():
        print(line)
try:
    client.plays.list()
except RateLimitError:
    print("slowly")
except APIStatusError as error:
    print(error.status_code)
print(stage.__version__, page.model_dump(), page.to_json())
stream: Stream[Chunk] = Writer().texts.create(prompt="x", streaming=True)
deltas: list[str] = [chunk.delta for chunk in stream]
text: Text = Writer().texts.create(prompt="x")
scan: BinaryAPIResponse = Writer().texts.scan("t")
print(scan.read())


def inside(ship: Ship, answer: ShipRetrieveResponse) -> ShipRetrieveResponseData:
    home: HomeURL | None = ship.home_url
    target: HomeURLTarget | None = home.target if home else Flag(colour="red")
    decks: list[Deck] = ship.decks or []
    cabins: list[DeckCabin] = decks[0].cabins or []
    rows: ShipListResponse = [ShipListResponseItem(id="s-1")]
    cargo: Cargo | None = ship.cargo
    sailor: SailorParam = {"name": "Ann", "rank": Rank(level=1)}
    harbour: HarbourParam = {"city": "Oslo", "tide": {"height": 2}}
    owner: shared_params.Owner = {"name": "Bea"}
    resource: ShipsResource = HarbourMaster().ships
    crews: CrewsResource = resource.crews
    raw: ShipsResourceWithRawResponse = resource.with_raw_response
    later: AsyncCrewsResource = AsyncHarbourMaster().ships.crews
    print(crews, raw, later, target, cabins, rows, cargo, sailor, harbour, owner)
    return answer.data


async def main() -> None:
    async with AsyncStage() as client:
        page: AsyncTokenPage[Play] = await client.plays.list()
        async for play in client.plays.list():
            print(play.id)
        response: AsyncAPIResponse[AsyncTokenPage[Play]] = await client.plays.with_raw_response.list()
        again: AsyncTokenPage[Play] = await response.parse()
        async with client.plays.with_streaming_response.list() as streamed:
            print(streamed.is_closed, page, again)
    stream: AsyncStream[Chunk] = await AsyncWriter().texts.create(prompt="x", streaming=True)
    async for chunk in stream:
        print(chunk.delta)
    scanned: AsyncBinaryAPIResponse = await AsyncWriter().texts.scan("t")
    print(await scanned.read())


asyncio.run(main())
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program beside the packages that it uses."""
    folder = tmp_path_factory.mktemp("typed")
    for name, documents in (("stage", pages_documents), ("writer", streams_documents), ("harbour", nested_documents)):
        names = folder / f"{name}.yml"
        names.write_text(documents.NAMES, "utf-8")
        generate_to(folder, documents.DOCUMENT, name, names=str(names), compat="stainless")
    (folder / "src" / "program.py").write_text(PROGRAM, "utf-8")
    return folder / "src"


def mypy(folder: Path) -> str:
    checked = ["program.py", "stage/pagination.py", "stage/_client.py", "writer/_client.py", "writer/resources"]
    checked += ["harbour/types", "harbour/resources", "harbour/_client.py"]
    return checking.mypy(folder, *checked).stdout


def pyright(folder: Path) -> str:
    checked = ["program.py", "stage/pagination.py", "stage/_client.py", "stage/resources", "writer/resources"]
    checked += ["harbour/types", "harbour/resources", "harbour/_client.py"]
    options = {"typeCheckingMode": "strict", "include": checked, "reportPrivateUsage": False}
    (folder / "pyrightconfig.json").write_text(json.dumps(options), encoding="utf-8")
    command = [str(ROOT / "node_modules/.bin/pyright"), "--pythonpath", sys.executable]
    environment = {**os.environ, "PATH": f"{ROOT / '.venv/bin'}:{os.environ['PATH']}"}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment).stdout


@pytest.mark.parametrize(
    ("checker", "fine"),
    [(mypy, "Success: no issues"), pytest.param(pyright, "0 errors", marks=pytest.mark.slow)],
)
def test_programs_for_older_sdks_are_right(source: Path, checker: Callable[[Path], str], fine: str) -> None:
    said = checker(source)
    assert fine in said, said
