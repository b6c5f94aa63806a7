"""Writes the images that the tests of folders of images read, and the pixels that Pillow and torchvision make of them.

Run in this folder with Pillow 12, numpy, torch and torchvision: python3 images.py
Pillow 13 resizes some tall images in the other direction first, which differs by one level.
"""
import io
import pathlib
import shutil
import struct
import zlib

import numpy as np
import torch
from PIL import Image
from torchvision import datasets, transforms
from torchvision.transforms import InterpolationMode

FOLDER = pathlib.Path("../Fixtures/Images")
KINDS, CLASSES = FOLDER / "kinds", FOLDER / "classes"
random = np.random.default_rng(7)


def photo(height, width, channels=3):
    """Waves of other lengths in each channel, with noise."""
    y, x = np.mgrid[0:height, 0:width]
    waves = [127 + 90 * np.sin(x / (3 + k) + y / (7 - k)) + random.normal(0, 25, (height, width)) for k in range(channels)]
    return np.clip(np.stack(waves, -1), 0, 255).astype(np.uint8)


def png(width, height, depth, colour, rows, interlace=0):
    """A file of a kind that Pillow does not write."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    data = zlib.compress(b"".join(b"\0" + row for row in rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def kinds():
    image = Image.fromarray(photo(13, 19))
    grey = image.convert("L")
    for name, subsampling in [("444", 0), ("422", 1), ("420", 2)]:
        image.save(KINDS / f"{name}.jpg", quality=85, subsampling=subsampling)
    image.save(KINDS / "progressive.jpg", quality=60, progressive=True)
    image.save(KINDS / "restart.jpg", quality=60, restart_marker_blocks=1)
    grey.save(KINDS / "grey.jpg", quality=70)
    image.convert("CMYK").save(KINDS / "cmyk.jpg", quality=80)
    exif = Image.Exif()
    exif[0x0112] = 6
    image.save(KINDS / "turned.jpg", quality=50, exif=exif)
    image.save(KINDS / "rgb.png")
    image.save(KINDS / "misnamed.jpg", format="PNG")
    image.convert("1").save(KINDS / "bits.png")
    grey.save(KINDS / "grey.png")
    grey.save(KINDS / "grey-transparent.png", transparency=100)
    image.save(KINDS / "rgb-transparent.png", transparency=(1, 2, 3))
    image.convert("RGBA").save(KINDS / "rgba.png")
    opaque = image.convert("RGBA")
    opaque.putalpha(Image.fromarray(photo(13, 19, 1)[..., 0]))
    opaque.save(KINDS / "rgba-shaded.png")
    opaque.convert("LA").save(KINDS / "grey-shaded.png")
    image.quantize(11).save(KINDS / "palette.png", bits=4)
    image.quantize(200).save(KINDS / "palette-transparent.png", transparency=3)
    for depth in 2, 4:
        rows = [random.integers(0, 256, (9 * depth + 7) // 8, dtype=np.uint8).tobytes() for _ in range(4)]
        (KINDS / f"grey-{depth}.png").write_bytes(png(9, 4, depth, 0, rows))
    for name, colour, channels in [("rgb-16", 2, 3), ("rgba-16", 6, 4), ("grey-shaded-16", 4, 2)]:
        rows = [random.integers(0, 256, 5 * channels * 2, dtype=np.uint8).tobytes() for _ in range(4)]
        (KINDS / f"{name}.png").write_bytes(png(5, 4, 16, colour, rows))
    # The seven passes of Adam7 for 2×2 pixels of grey.
    (KINDS / "interlaced.png").write_bytes(png(2, 2, 8, 0, [b"\x10", b"\x80", b"\xf0\x03"], interlace=1))
    pixels = {}
    for path in sorted(KINDS.iterdir()):
        with Image.open(path) as image:
            rgb = image.convert("RGB")
            pixels[path.name] = np.asarray(rgb)
            pixels[f"{path.name} L"] = np.asarray(rgb.convert("L"))
    np.savez_compressed(FOLDER / "kinds.npz", **pixels)


def resized():
    """Extents of a source, resizing, and extents of the cut; their pixels by torchvision's transforms of Pillow's images."""
    cases = {}
    filters = {"bilinear": InterpolationMode.BILINEAR, "bicubic": InterpolationMode.BICUBIC}
    for number, (height, width, resize, rows, columns, name) in enumerate([
        (37, 53, 20, 16, 16, "bilinear"), (53, 37, 20, 16, 16, "bicubic"), (9, 11, 30, 25, 21, "bilinear"),
        (9, 11, 30, 30, 30, "bicubic"), (40, 41, (24, 17), 24, 16, "bilinear"), (21, 21, 21, 16, 16, "bicubic"),
        (31, 64, 31, 28, 29, "bilinear"), (100, 3, 2, 2, 2, "bilinear"), (33, 47, (33, 20), 30, 20, "bicubic"),
    ]):
        source = photo(height, width)
        transform = transforms.Compose([
            transforms.Resize(resize, interpolation=filters[name], antialias=True), transforms.CenterCrop((rows, columns))])
        text = "x".join(str(side) for side in (resize if isinstance(resize, tuple) else [resize]))
        cases[f"{number} {text}:{name} source"] = source
        cases[f"{number} {text}:{name} result"] = np.asarray(transform(Image.fromarray(source)))
    np.savez_compressed(FOLDER / "resized.npz", **cases)


def classes():
    """Three classes of few images of different extents, some of them below and in an order that is easily mistaken."""
    def save(name, height, width, mode="RGB", **options):
        path = CLASSES / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(photo(height, width)).convert(mode).save(path, **options)
    save("Zebra/b.png", 33, 40)
    save("Zebra/B.JPG", 48, 36, quality=50)
    save("ant/x/z/1.jpeg", 36, 44, mode="L", quality=50)
    save("ant/x-y/2.png", 40, 40, mode="P")
    save("ant/0.png", 64, 32, mode="LA")
    save("bee/10.jpg", 50, 39, mode="CMYK", quality=50)
    save("bee/9.jpg", 32, 32, quality=60)
    (CLASSES / "ant/notes.txt").write_text("not an image")
    (CLASSES / "readme.md").write_text("not a class")
    transform = transforms.Compose([transforms.Resize(37), transforms.CenterCrop(32), transforms.PILToTensor()])
    found = datasets.ImageFolder(str(CLASSES), transform)
    # Left out here, and no folder of torchvision's: it takes hidden names.
    (CLASSES / ".hidden").mkdir()
    (CLASSES / ".hidden/a.png").write_bytes(b"nothing")
    (CLASSES / "bee/.b.jpg").write_bytes(b"nothing")
    x, y = zip(*[found[index] for index in range(len(found))])
    np.savez_compressed(FOLDER / "classes.npz", x=torch.stack(x).numpy(), y=np.array(y))
    print(found.classes, [str(path) for path, _ in found.samples])


shutil.rmtree(FOLDER, ignore_errors=True)
KINDS.mkdir(parents=True)
kinds()
resized()
classes()
