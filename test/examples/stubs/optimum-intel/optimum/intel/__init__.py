"""Stub of optimum-intel: the class that sentence-transformers asks for, without any weights."""

import openvino  # noqa: F401


class OVModelForFeatureExtraction:
    @classmethod
    def from_pretrained(cls, name, **options):
        raise OSError(f"files of {name} are not here")
