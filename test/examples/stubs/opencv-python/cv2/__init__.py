"""Stub of OpenCV: the few operations on numpy arrays that document clean-up uses."""

import io

import numpy as np
from numpy import ndarray

COLOR_BGR2GRAY, COLOR_RGB2GRAY = 6, 7
THRESH_BINARY, THRESH_BINARY_INV, THRESH_OTSU = 0, 1, 8
IMREAD_GRAYSCALE, IMREAD_COLOR = 0, 1
INTER_CUBIC, INTER_AREA, BORDER_REPLICATE = 2, 3, 1


def cvtColor(image: ndarray, code: int) -> ndarray:  # noqa: N802
    return image if image.ndim == 2 else image[..., :3].mean(axis=2).astype(np.uint8)


def threshold(image, value, maximum, kind):
    used = float(image.mean()) if kind & THRESH_OTSU else value
    dark = image <= used
    return used, np.where(dark if kind & THRESH_BINARY_INV else ~dark, maximum, 0).astype(np.uint8)


def medianBlur(image, size):  # noqa: N802
    return image


def fastNlMeansDenoising(image, *arguments, **options):  # noqa: N802
    return image


def minAreaRect(points):  # noqa: N802
    low, high = points.min(axis=0), points.max(axis=0)
    return tuple((low + high) / 2.0), tuple((high - low).astype(float)), 0.0


def getRotationMatrix2D(center, angle, scale):  # noqa: N802
    return np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


def warpAffine(image, matrix, size, **options):  # noqa: N802
    return image


def resize(image, size, fx=0, fy=0, interpolation=None):
    factor = max(1, round(fx or size[0] / image.shape[1]))
    return image.repeat(factor, axis=0).repeat(factor, axis=1)


def imdecode(buffer, flags):
    from PIL import Image

    image = Image.open(io.BytesIO(buffer.tobytes()))
    return np.asarray(image.convert("L" if flags == IMREAD_GRAYSCALE else "RGB"))
