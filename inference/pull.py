"""Downloads a model file: resumed, verified, and under its name only when it is whole.

``hf_hub_download`` of huggingface_hub 2.x throws a broken download away: its temporary name is unique to the
call. So the file is kept here; only the transfer (``http_get``: Range, retries, progress) is the library's.
It writes pieces of 10 MB: of a broken connection at most that much is lost.
"""

import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import httpx2
from huggingface_hub import get_hf_file_metadata, hf_hub_url
from huggingface_hub.errors import EntryNotFoundError, GatedRepoError, HfHubHTTPError, RepositoryNotFoundError
from huggingface_hub.file_download import HfFileMetadata, http_get
from huggingface_hub.utils._headers import build_hf_headers

from inference.errors import EngineError

SHA256 = re.compile(r"[0-9a-f]{64}")
BLOCK = 1 << 20


class PullError(EngineError):
    """The file can't be had; the message is one line."""


class ChecksumError(PullError):
    """What was downloaded is not the file: it is gone again."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a repository. ``sha256`` pins it; without, the hub's own checksum counts."""

    repository: str
    name: str
    revision: str = "main"
    sha256: str | None = None


def pull(source: Source, folder: Path, *, endpoint: str | None = None) -> Path:
    """The file in ``folder``, downloaded if it isn't there yet; an interrupted download is continued.

    ``endpoint`` is the hub's address, else ``HF_ENDPOINT``; ``HF_TOKEN`` is used. Raises ``PullError``.
    """
    path = folder / Path(source.name).name
    url = hf_hub_url(source.repository, source.name, revision=source.revision, endpoint=endpoint)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        metadata = get_hf_file_metadata(url, endpoint=endpoint)
        if _is_there(path, metadata, source):
            return path
        unfinished = _download(url, path, metadata)
    except (HfHubHTTPError, httpx2.HTTPError, OSError, ValueError) as error:
        raise PullError(f"{source.repository}/{source.name}: {_reason(error)}") from error
    _verify(unfinished, expected_checksum(metadata, source), source)
    unfinished.replace(path)
    return path


def expected_checksum(metadata: HfFileMetadata, source: Source) -> str | None:
    """The pinned checksum, or the hub's: the etag of a large file is its SHA-256."""
    announced = metadata.etag if metadata.etag and SHA256.fullmatch(metadata.etag) else None
    return source.sha256 or announced


def _is_there(path: Path, metadata: HfFileMetadata, source: Source) -> bool:
    if not path.is_file() or path.stat().st_size != metadata.size:
        return False
    expected = expected_checksum(metadata, source)
    return expected is None or _digest(path) == expected


def _download(url: str, path: Path, metadata: HfFileMetadata) -> Path:
    """The whole file under a temporary name with its version in it, so that two are never glued together."""
    version = re.sub(r"\W", "", metadata.etag or metadata.commit_hash or "")[:16]
    unfinished = path.with_name(f".{path.name}.{version}.part")
    with unfinished.open("ab") as file:
        if metadata.size is not None and file.tell() > metadata.size:
            file.truncate(0)
        _check_space(path.parent, (metadata.size or 0) - file.tell())
        http_get(
            url,
            file,
            resume_size=file.tell(),
            headers=build_hf_headers(headers={"Accept-Encoding": "identity"}),
            expected_size=metadata.size,
            displayed_filename=path.name,
        )
        os.fsync(file.fileno())
    return unfinished


def _check_space(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise OSError(f"needs {needed / 1e9:.1f} GB more, {free / 1e9:.1f} GB are free in {folder}")


def _verify(path: Path, expected: str | None, source: Source) -> None:
    if expected is not None and (found := _digest(path)) != expected:
        path.unlink()
        raise ChecksumError(
            f"{source.repository}/{source.name}: wrong checksum {found[:12]}… instead of {expected[:12]}…;"
            " the download was deleted"
        )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _reason(error: Exception) -> str:
    match error:
        case GatedRepoError():
            return "its licence must be accepted on its page first; then set HF_TOKEN"
        case RepositoryNotFoundError():
            return "no such repository, or it is private (set HF_TOKEN)"
        case EntryNotFoundError():
            return "the repository has no such file"
        case HfHubHTTPError():
            return f"the hub answers HTTP {error.response.status_code}"
        case httpx2.TimeoutException():
            return "the hub does not answer in time; run the command again to continue"
        case httpx2.HTTPError():
            return f"the connection failed ({_line(error)}); run the command again to continue"
        case _:
            return _line(error)


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
