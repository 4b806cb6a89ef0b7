"""The notebooks run from top to bottom, at a small scale."""

from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason="the training extra is not installed")
pytest.importorskip("transformers", reason="the training extra is not installed")
nbclient = pytest.importorskip("nbclient", reason="the training extra is not installed")
nbformat = pytest.importorskip("nbformat", reason="the training extra is not installed")
pytest.importorskip("ipykernel", reason="the training extra is not installed")

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


@pytest.mark.engine
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_top_to_bottom(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_SCALE", "small")
    notebook = nbformat.read(path, as_version=4)
    where = {"metadata": {"path": str(path.parent)}}

    nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3", resources=where).execute()
