"""Bytes of an upload as clean text: unpacked, decoded, guarded. Knows no bibliographic format."""

from __future__ import annotations

import codecs
import io
import re
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

from paperscraper_core.errors import UnreadableFile
from paperscraper_core.importing.text import NUL_MARK

CHUNK = 1 << 18
_PIECE = 1 << 14
MAX_LINE_CHARS = 64 << 20
# A gzip file may unpack to a thousand times its size; nobody's bibliography is this long.
MAX_UNPACKED_BYTES = 1 << 30
_GZIP = b"\x1f\x8b"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Source:
    """A seekable upload that can be read from its start as often as needed, one reader at a time.

    Attributes:
        cut: after reading: why the end of a gzip file is missing, or None.
    """

    def __init__(self, stream: BinaryIO, max_bytes: int = MAX_UNPACKED_BYTES) -> None:
        self._stream = stream
        self._max_bytes = max_bytes
        self.cut: str | None = None
        self._mixed = False
        stream.seek(0)
        self.gzipped = stream.read(2) == _GZIP
        self._bom, self._codec = self._detect(self.head())

    def chunks(self) -> Iterator[bytes]:
        """The unpacked bytes from the start.

        Raises:
            UnreadableFile: more than ``max_bytes`` came out.
        """
        self._stream.seek(0)
        self.cut = None
        total = 0
        for chunk in (
            self._unpack() if self.gzipped else iter(lambda: self._stream.read(CHUNK), b"")
        ):
            total += len(chunk)
            if total > self._max_bytes:
                raise UnreadableFile(
                    f"The file holds more than {self._max_bytes >> 20:,} MB of text; "
                    "split it and import the parts."
                )
            yield chunk

    def _unpack(self) -> Iterator[bytes]:
        # zlib rather than gzip.GzipFile: it hands out what came before a cut or a damage
        member = zlib.decompressobj(wbits=31)
        waiting = b""
        while packed := waiting or self._stream.read(_PIECE):
            before = member.copy()
            try:
                yield member.decompress(packed, CHUNK)
            except zlib.error:
                yield _up_to_damage(before, packed)
                self.cut = "The compressed file is damaged; what came before the damage is read."
                return
            waiting = member.unconsumed_tail
            if member.eof:  # another member may follow, or padding
                waiting = member.unused_data.lstrip(b"\0") or self._stream.read(_PIECE)
                if not waiting.strip(b"\0"):
                    return
                member = zlib.decompressobj(wbits=31)
        self.cut = "The compressed file ends in the middle; what came before is read."

    def check_size(self) -> None:
        """Unpack once without reading, so that a file that is too long is refused as a whole."""
        if self.gzipped:
            for _ in self.chunks():
                pass

    def head(self, size: int = 1 << 16) -> bytes:
        """The first unpacked bytes."""
        parts, total = [], 0
        for chunk in self.chunks():
            parts.append(chunk)
            total += len(chunk)
            if total >= size:
                break
        return b"".join(parts)[:size]

    @staticmethod
    def _detect(head: bytes) -> tuple[int, str]:
        for bom, codec in _BOMS:
            if head.startswith(bom):
                return len(bom), codec
        sample = head[:4096]
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        if (
            len(sample) >= 8
            and max(even, odd) > 0.3 * len(sample) / 2
            and min(even, odd) * 4 < max(even, odd)
        ):
            return 0, "utf-16-be" if even > odd else "utf-16-le"
        return 0, "utf-8"

    @property
    def encoding(self) -> str:
        """How the bytes read so far were taken, for people."""
        if self._mixed:
            return "Windows-1252"
        return {"utf-8": "UTF-8"}.get(self._codec, "UTF-16") + (" with BOM" if self._bom else "")

    def texts(self) -> Iterator[str]:
        """The decoded text in pieces; a NUL becomes ``NUL_MARK``.

        Bytes that are not valid UTF-8 are read as Windows-1252, one by one.
        """
        decoder = codecs.getincrementaldecoder(self._codec)(
            errors="surrogateescape" if self._codec == "utf-8" else "replace"
        )
        skip = self._bom
        for chunk in self.chunks():
            text = decoder.decode(chunk[skip:])
            skip = 0
            yield self._tidy(text)
        yield self._tidy(decoder.decode(b"", final=True))

    def _tidy(self, text: str) -> str:
        if not text.isascii() and _FALLBACK.search(text):
            self._mixed = True
            text = _FALLBACK.sub(_from_windows, text)
        return text.replace("\x00", NUL_MARK) if "\x00" in text else text

    def text_head(self, size: int = 1 << 16) -> str:
        """The first characters of the decoded text."""
        parts, total = [], 0
        for text in self.texts():
            parts.append(text)
            total += len(text)
            if total >= size:
                break
        return "".join(parts)[:size]

    def lines(self) -> Iterator[str]:
        """Lines without their ends; LF, CR LF and a lone CR all end one.

        A line longer than ``MAX_LINE_CHARS`` is cut, so that memory stays bounded.
        """
        held: list[str] = []  # pieces of the line that has not ended yet
        size, half = 0, False
        for text in self.texts():
            if half and text:  # a CR at the end of a piece may have been half of a CR LF
                text = text.removeprefix("\n")
            half = text.endswith("\r") if text else half
            pieces = _LINE_END.split(text) if "\n" in text or "\r" in text else [text]
            held.append(pieces[0])
            size += len(pieces[0])
            if len(pieces) > 1 or size > MAX_LINE_CHARS:
                yield "".join(held)
                yield from pieces[1:-1]
                held = pieces[-1:] if len(pieces) > 1 else []
                size = sum(map(len, held))
        if size:
            yield "".join(held)

    def utf8(self, guard: Callable[[Iterator[str]], Iterator[str]] = iter) -> BinaryIO:
        """The decoded text, through ``guard``, as UTF-8 bytes for parsers that want those."""
        return io.BufferedReader(_Utf8(guard(self.texts())), CHUNK)


def _up_to_damage(member: zlib._Decompress, packed: bytes) -> bytes:
    """What can be unpacked byte by byte before the damage."""
    good = bytearray()
    for at in range(len(packed)):
        try:
            good += member.decompress(packed[at : at + 1])
        except zlib.error:
            break
    return bytes(good)


_LINE_END = re.compile("\r\n|\n|\r")
# Bytes that are not UTF-8 travel as lone surrogates, as with errors="surrogateescape".
_FALLBACK = re.compile("[\udc80-\udcff]")


def _from_windows(match: re.Match[str]) -> str:
    byte = bytes([ord(match[0]) - 0xDC00])
    try:
        return byte.decode("cp1252")
    except UnicodeDecodeError:
        return byte.decode("latin-1")


class _Utf8(io.RawIOBase):
    def __init__(self, texts: Iterator[str]) -> None:
        self._texts = texts
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        while not self._rest:
            text = next(self._texts, None)
            if text is None:
                return 0
            self._rest = memoryview(text.encode("utf-8", "replace"))
        target = memoryview(buffer)  # type: ignore[arg-type]  # RawIOBase types the buffer loosely
        size = min(len(target), len(self._rest))
        target[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
