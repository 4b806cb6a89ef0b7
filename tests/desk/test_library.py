"""What was uploaded holds over a start, unless it has stopped making sense."""

from pathlib import Path

import pytest

from copywriting.library import GLOSSARY, PRODUCTS, Knowledge
from desk.library import stored_knowledge
from storage.audit import Action, Deed
from storage.database import Database
from storage.files import Files
from storage.records import UserId

DATA = Path(__file__).parents[2] / "data"
DEED = Deed(UserId(1), Action.FILE)


async def test_a_file_that_no_longer_makes_sense_is_left_out_and_the_others_hold(
    tmp_path: Path, knowledge: Knowledge, caplog: pytest.LogCaptureFixture
) -> None:
    renamed = (DATA / PRODUCTS).read_text("utf-8").replace("name: «Логос»", "name: «Логос-2»", 1)
    async with Database.open(tmp_path / "bot.sqlite3") as database:
        files = Files(database)
        await files.store(GLOSSARY, "terms: of another version", DEED)
        await files.store(PRODUCTS, renamed, DEED)

        known = await stored_knowledge(knowledge, files, DATA)

    assert known.products.recognise("Логос")[0].name == "«Логос-2»"
    assert "the uploaded glossary.yaml is left out" in caplog.text
