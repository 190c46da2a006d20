"""What lies beside reports in folders and archives and is none: told by the first bytes, else by the name."""

from __future__ import annotations

MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"BM", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"\x00\x00\x01\x00", "a picture"),
    (b"wOF", "a font"),
    (b"\x00\x01\x00\x00\x00", "a font"),
    (b"OTTO", "a font"),
    (b"ID3", "sound"),
    (b"OggS", "sound"),
    (b"fLaC", "sound"),
    (b"\x1aE\xdf\xa3", "video"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"SQLite format 3\x00", "a database"),
    (b"\x00\x00\x00\x00", "binary"),
)
ENDINGS = {
    "a picture": ".png .jpg .jpeg .gif .bmp .webp .svg .tif .tiff .ico .avif .heic".split(),
    "sound": ".mp3 .wav .ogg .m4a .flac".split(),
    "video": ".mp4 .avi .mov .mkv .webm".split(),
    "a font": ".woff .woff2 .ttf .otf .eot".split(),
    "a style sheet": [".css", ".scss", ".less"],
    "a script": ".js .mjs .ts .map .py .pyc .sh .bat .ps1 .php".split(),
    "settings": ".ini .toml .cfg .conf .lock .yaml .yml .opf .ncx".split(),
    "a log": [".log"],
    "a download that is not complete": ".part .partial .crdownload .download .tmp".split(),
    "a database": ".db .sqlite .onrecord .onrecord-wal .onrecord-shm".split(),
}
_BY_ENDING = {ending: what for what, endings in ENDINGS.items() for ending in endings}
# letters that a text may begin with, too
_SHORT = frozenset({b"BM", b"MZ", b"ID3"})


def no_report(head: bytes, ending: str) -> str | None:
    """What it is, if it is no report; None when it may be one.

    >>> no_report(b"GIF89a", ".txt"), no_report(b"body { color: red }", ".css"), no_report(b"The talks", ".txt")
    ('a picture', 'a style sheet', None)
    """
    for magic, what in MAGIC:
        if head.startswith(magic) and (magic not in _SHORT or b"\x00" in head[:200]):
            return what
    if head[:4] == b"RIFF" and head[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return "a picture" if head[8:12] == b"WEBP" else "sound or video"
    if head[4:8] == b"ftyp":
        return "video"
    return _BY_ENDING.get(ending)
