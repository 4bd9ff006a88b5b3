"""Stub of python-magic: knows the few kinds of files that the examples take in."""

KINDS = [
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0", "application/vnd.ms-excel"),
    (b"MZ", "application/x-dosexec"),
]


def from_buffer(buffer, mime=False):
    kind = next((kind for start, kind in KINDS if buffer.startswith(start)), None)
    if kind is None:
        kind = "text/plain" if all(byte in b"\t\r\n" or byte >= 32 for byte in buffer) else "application/octet-stream"
    return kind
