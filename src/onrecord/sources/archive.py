"""ZIP and TAR archives, and single files that are compressed. Nothing is written to disk, and nothing leads out."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from onrecord.errors import ReportFailed
from onrecord.model import Arrival, Failure
from onrecord.sources.files import FURNITURE
from onrecord.sources.form import Exhausted, How, Limits, Source
from onrecord.sources.found import LARGEST, Found
from onrecord.sources.words import step

# of the list of files in a ZIP archive, which is read whole
LARGEST_LIST = 64 * 1024 * 1024
# of what a TAR archive says of a file beside its bytes
LARGEST_HEADER = 1024 * 1024
DAMAGED = "an archive that is damaged or not complete"
AGAIN = "Download it again, or unpack what can be unpacked and name the folder."
BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, struct.error)
# what other programs make of a ZIP file
DOCUMENT = frozenset(
    "[Content_Types].xml META-INF/container.xml META-INF/MANIFEST.MF mimetype word/document.xml xl/workbook.xml".split()
)


def is_zip(found: Found, head: bytes) -> bool:
    """Whether a file is a ZIP archive, and no document that is packed as one."""
    if head[:4] != b"PK\x03\x04":
        return head[:4] == b"PK\x05\x06"
    if head[30:38] == b"mimetype":
        return False
    try:
        with found.open() as stream, _archive(stream) as archive:
            return not DOCUMENT & set(archive.namelist())
    except (ReportFailed, *BROKEN):
        return not any(name.encode() in head for name in DOCUMENT) and b"word/" not in head and b"xl/" not in head


def zipped(found: Found, how: How) -> Iterator[Arrival | Found | Failure]:
    """The files in a ZIP archive, by name."""
    with found.open() as stream:
        try:
            archive = _archive(stream)
        except BROKEN as error:
            raise ReportFailed(DAMAGED, hint=AGAIN) from error
        with archive:
            members = sorted(archive.infolist(), key=lambda m: m.filename)
            seen: dict[str, int] = {}
            captured = _is_captured({member.filename for member in members})
            for position, member in enumerate(members, 1):
                if member.filename.endswith("/") or captured and not member.filename.startswith("archive/"):
                    continue
                seen[member.filename] = again = seen.get(member.filename, 0) + 1
                name = (step(member.filename) or "-") + (f"#{again}" if again > 1 else "")
                link = stat.S_ISLNK(member.external_attr >> 16)
                if (why := _left_out(member.filename, link=link)) is not None:
                    if why:
                        yield Failure(f"{found.name}!{name}", why, skipped=True, aside=True)
                    continue
                yield _unzipped(found, archive, member, name, position, how.limits)


def _is_captured(names: set[str]) -> bool:
    """Whether an archive is a WACZ: all pages are in its web archives, beside which it has lists, logs and texts of them."""
    return "datapackage.json" in names and any(n.startswith("archive/") and ".warc" in n for n in names)


def _archive(stream: BinaryIO) -> zipfile.ZipFile:
    """A ZIP archive whose list of files is not too long to be read."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - 70_000))
    end = stream.read()
    at, at64 = end.rfind(b"PK\x05\x06"), end.rfind(b"PK\x06\x06")
    longest = 0
    if at >= 0 and len(end) >= at + 16:
        longest = struct.unpack_from("<L", end, at + 12)[0]
    if longest == 0xFFFFFFFF and at64 >= 0 and len(end) >= at64 + 48:
        longest = struct.unpack_from("<Q", end, at64 + 40)[0]
    if longest > LARGEST_LIST:
        raise ReportFailed("an archive of too many files", hint="Unpack it by hand and name the folder.")
    stream.seek(0)
    try:
        return zipfile.ZipFile(stream)
    except (ValueError, NotImplementedError) as error:
        raise zipfile.BadZipFile from error


def _unzipped(
    found: Found, archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, position: int, limits: Limits
) -> Found | Failure:
    where = f"{found.name}!{name}"
    if member.flag_bits & 1:
        return Failure(where, "encrypted", "Unpack it with its password, and name the folder.")
    try:
        with archive.open(member) as stream:
            data = stream.read(LARGEST + 1)
    except (*BROKEN, RuntimeError, NotImplementedError, ValueError) as error:
        return Failure(where, f"{DAMAGED}: {type(error).__name__}", AGAIN)
    if len(data) > LARGEST:
        return Failure(
            where, f"unpacks to more than {LARGEST // 1024**2} MB", "A report is shorter; unpack it by hand."
        )
    if len(data) > limits.free and len(data) > limits.ratio * max(1, member.compress_size):
        return Failure(
            where, f"shrunk more than {limits.ratio} times, as no report is", "Unpack it by hand, if it is one."
        )
    return found.inside(name, data, position=position)


def _left_out(path: str, *, link: bool) -> str | None:
    """Why a file in an archive is not looked at: "" without a word, None when it is."""
    parts = path.replace("\\", "/").split("/")
    if ".." in parts or path.startswith(("/", "\\")) or parts[0][1:2] == ":":
        return "a path that leads out of the archive"
    if link:
        return "a link in an archive"
    if any(part.startswith(".") or part == "__MACOSX" for part in parts):
        return ""
    return "the furniture of a saved page" if any(part.endswith(FURNITURE) for part in parts[:-1]) else None


class Careful(tarfile.TarInfo):
    """A member of a TAR archive whose own headers are not longer than names and times need."""

    def _proc_member(self, archive: tarfile.TarFile) -> Any:
        if self.type not in tarfile.SUPPORTED_TYPES or self.type in (tarfile.XHDTYPE, tarfile.XGLTYPE, *LONG_TYPES):
            if self.size > LARGEST_HEADER:
                raise ReportFailed(DAMAGED, hint=AGAIN)
        return super()._proc_member(archive)  # type: ignore[misc]


LONG_TYPES = (tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.SOLARIS_XHDTYPE)


class Inflated(io.RawIOBase):
    """A stream that is decompressed while it is read, as far as the limits allow."""

    def __init__(self, raw: BinaryIO, limits: Limits) -> None:
        self._raw, self._limits, self._size = raw, limits, 0
        start = raw.read(6)
        raw.seek(0)
        opened: Any
        if start[:2] == b"\x1f\x8b":
            opened = gzip.GzipFile(fileobj=raw)
        elif start[:3] == b"BZh":
            opened = bz2.BZ2File(raw)
        else:
            opened = lzma.open(raw)  # noqa: SIM115
        self._inner = cast(BinaryIO, opened)

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Some bytes more; Exhausted beyond the limits."""
        data = self._inner.read(len(buffer))
        buffer[: len(data)] = data
        self._size += len(data)
        most = self._limits
        if self._size > most.total or self._size > most.free and self._size > most.ratio * max(1, self._raw.tell()):
            raise Exhausted("shrunk more than reports are", hint="Unpack it by hand, and name the folder.")
        return len(data)


def is_squeezed(found: Found, head: bytes) -> bool:
    """Whether a file is compressed: by gzip, bzip2 or xz."""
    return head[:2] == b"\x1f\x8b" or head[:6] == b"\xfd7zXZ\x00" or head[:3] == b"BZh" and head[4:10] == b"1AY&SY"


def squeezed(found: Found, how: How) -> Iterator[Arrival | Found | Failure]:
    """The one file that is compressed, or those of a TAR archive."""
    with found.open() as raw:
        stream = io.BufferedReader(Inflated(raw, how.limits), 65_536)
        try:
            if _is_tar(stream.peek(512)):
                yield from _members(found, cast(BinaryIO, stream))
                return
            data = stream.read(LARGEST + 1)
        except BROKEN as error:
            raise ReportFailed(DAMAGED, hint=AGAIN) from error
    if len(data) > LARGEST:
        raise ReportFailed(f"unpacks to more than {LARGEST // 1024**2} MB", hint="Unpack it by hand, and split it.")
    last = found.name.rsplit("!", 1)[-1].rsplit("/", 1)[-1]
    yield found.inside(step(last.rsplit(".", 1)[0] or "-"), data, position=1)


def is_tar(found: Found, head: bytes) -> bool:
    """Whether a file is a TAR archive."""
    return _is_tar(head)


def _is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar"


def tarred(found: Found, how: How) -> Iterator[Arrival | Found | Failure]:
    """The files in a TAR archive, in their order."""
    with found.open() as stream:
        try:
            yield from _members(found, stream)
        except BROKEN as error:
            raise ReportFailed(DAMAGED, hint=AGAIN) from error


def _members(found: Found, stream: BinaryIO) -> Iterator[Found | Failure]:
    seen: dict[str, int] = {}
    with tarfile.open(fileobj=stream, mode="r|", tarinfo=Careful, errors="backslashreplace") as archive:
        for position, member in enumerate(archive, 1):
            archive.members = []  # type: ignore[attr-defined]  # it would keep all of them
            if member.isdir():
                continue
            seen[member.name] = again = seen.get(member.name, 0) + 1
            name = (step(member.name.removeprefix("./")) or "-") + (f"#{again}" if again > 1 else "")
            where = f"{found.name}!{name}"
            why = _left_out(member.name.removeprefix("./"), link=member.issym() or member.islnk())
            if why is None and not member.isfile():
                why = "no regular file (a pipe or device)"
            if why is not None:
                if why:
                    yield Failure(where, why, skipped=True, aside=True)
                continue
            if member.size > LARGEST:
                yield Failure(
                    where, f"too large ({member.size // 1_000_000} MB)", "A report is shorter; split it first."
                )
                continue
            inside = archive.extractfile(member)
            if inside is not None:
                yield found.inside(name, inside.read(), position=position)


SOURCES = (
    Source(
        "zip", "ZIP archive, WACZ", "every file in it, by its path; of a WACZ the pages in its web archives",
        "hidden files, links, paths that lead out; files with a password are named", is_zip, zipped,
    ),
    Source("tar", "TAR archive", "every file in it, by its path", "hidden files, links, paths that lead out", is_tar, tarred),
    Source(
        "gz", "Compressed file or TAR archive (GZ, BZ2, XZ)", "what is in it, up to 64 MB a file", "as TAR", is_squeezed, squeezed
    ),
)  # fmt: skip
