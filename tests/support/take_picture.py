"""Take the picture of the README: the map of the demo's last wave, in French.

    .venv/bin/python tests/support/take_picture.py        writes surveys/banque/map.png

The demo is run in a temporary folder; Chromium takes the picture at 1600 points wide. The file is written with a palette of 255 colours (the
page has few), so that it stays small and two takes of the same page are the same bytes.
"""

import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from collections import Counter
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "surveys" / "banque" / "map.png"
WIDTH, SCALE = 1280, 1.25


def main() -> None:
    """Run the demo, photograph the upper part of R3, write the picture."""
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder) / "banque"
        shutil.copytree(ROOT / "surveys" / "banque", study, ignore=shutil.ignore_patterns("out", ".relstudy"))
        subprocess.run([sys.executable, "-m", "relstudy", "run", str(study), "--plain", "--langs", "fr"], check=True)
        wave = max(p.name for p in (study / "out").iterdir())
        pixels = photograph(study / "out" / wave / "report.fr.html")
    PICTURE.write_bytes(small_png(pixels))
    print(f"{PICTURE.relative_to(ROOT)}: {pixels.shape[1]} x {pixels.shape[0]}, {PICTURE.stat().st_size / 1000:.0f} kB")


def photograph(report: Path) -> np.ndarray:
    """Return the pixels, (height, width, 3), from the title of R3 to the end of its map."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": 900}, device_scale_factor=SCALE)
        page.goto(report.as_uri())
        page.evaluate("document.fonts.ready")
        top = page.locator("#R3 .eyebrow").bounding_box()
        end = page.locator("#R3 .xmap-whole").bounding_box()
        assert top is not None and end is not None
        start = top["y"] - 20
        clip = {"x": 0, "y": start, "width": WIDTH, "height": end["y"] + end["height"] - start + 24}
        taken = page.screenshot(full_page=True, clip=clip)
        browser.close()
    return read_png(taken)


def read_png(data: bytes) -> np.ndarray:
    """Return the pixels of an 8-bit RGB or RGBA image without interlacing, as Chromium writes them."""
    place, body, width, height, channels = 8, b"", 0, 0, 3
    while place < len(data):
        (size,) = struct.unpack(">I", data[place : place + 4])
        kind, chunk = data[place + 4 : place + 8], data[place + 8 : place + 8 + size]
        if kind == b"IHDR":
            width, height, _, colour = struct.unpack(">IIBB", chunk[:10])
            channels = {2: 3, 6: 4}[colour]
        body += chunk if kind == b"IDAT" else b""
        place += size + 12
    rows = np.frombuffer(zlib.decompress(body), np.uint8).reshape(height, 1 + width * channels)
    image, above = np.zeros((height, width * channels), np.uint8), np.zeros(width * channels, np.uint8)
    for y in range(height):
        above = image[y] = unfilter(rows[y, 0], rows[y, 1:], above, channels)
    return image.reshape(height, width, channels)[:, :, :3]


def unfilter(kind: int, row: np.ndarray, above: np.ndarray, step: int) -> np.ndarray:
    """Return a row of an image as it was before PNG's filter."""
    if kind == 0:
        return row
    if kind == 2:
        return row + above
    out, up = row.astype(np.int64), above.astype(np.int64)
    for x in range(len(out)):
        left = out[x - step] if x >= step else 0
        corner = up[x - step] if x >= step else 0
        guess = left if kind == 1 else (left + up[x]) // 2 if kind == 3 else paeth(left, up[x], corner)
        out[x] = (out[x] + guess) & 255
    return out.astype(np.uint8)


def paeth(left: int, up: int, corner: int) -> int:
    """Return whichever of three neighbours is nearest to left + up - corner."""
    first = left + up - corner
    return min((left, up, corner), key=lambda v: abs(first - v))


def small_png(pixels: np.ndarray) -> bytes:
    """Return an image with a palette: its 255 commonest colours, every other pixel by the nearest of them."""
    flat = pixels.reshape(-1, 3).astype(np.int64)
    codes = (flat[:, 0] << 16) | (flat[:, 1] << 8) | flat[:, 2]
    common = sorted(code for code, _ in Counter(codes.tolist()).most_common(255))
    palette = np.array([[c >> 16, (c >> 8) & 255, c & 255] for c in common])
    unique, inverse = np.unique(codes, return_inverse=True)
    colours = np.stack([unique >> 16, (unique >> 8) & 255, unique & 255], axis=1)
    nearest = np.array([np.argmin(((palette - colour) ** 2).sum(axis=1)) for colour in colours], np.uint8)
    height, width, _ = pixels.shape
    rows = np.zeros((height, width + 1), np.uint8)
    rows[:, 1:] = nearest[inverse].reshape(height, width)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"PLTE", palette.astype(np.uint8).tobytes())
        + chunk(b"IDAT", zlib.compress(rows.tobytes(), 9))
        + chunk(b"IEND", b"")
    )


if __name__ == "__main__":
    main()
