"""Clean-up of scans before reading: grey, denoised, straight, black on white."""

from dataclasses import dataclass

import cv2
import numpy as np


@dataclass(frozen=True)
class Cleaned:
    image: np.ndarray
    angle: float
    inverted: bool


def to_grey(image: np.ndarray) -> np.ndarray:
    if image.ndim == 2:
        return image
    return cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)


def skew_angle(binary: np.ndarray) -> float:
    """Degrees that the lines of text lean, in -45..45; 0 when there is too little ink to tell."""
    ink = np.column_stack(np.where(binary > 0)[::-1]).astype(np.float32)
    if len(ink) < 200:
        return 0.0
    angle = float(cv2.minAreaRect(ink)[-1])
    if angle > 45:
        angle -= 90
    return 0.0 if abs(angle) < 0.3 else angle


def rotate(image: np.ndarray, angle: float) -> np.ndarray:
    if not angle:
        return image
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def clean(image: np.ndarray, *, minimum_height: int = 1000) -> Cleaned:
    grey = to_grey(image)
    inverted = bool(grey.mean() < 96)  # photographs of screens and negatives from microfiche
    if inverted:
        grey = 255 - grey
    if grey.shape[0] < minimum_height:
        factor = minimum_height / grey.shape[0]
        grey = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    grey = cv2.medianBlur(grey, 3)
    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    angle = skew_angle(ink)
    _, paper = cv2.threshold(rotate(grey, angle), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return Cleaned(paper, angle, inverted)
