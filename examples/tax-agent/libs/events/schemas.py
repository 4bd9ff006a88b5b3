"""What travels between services. Fields may be added, never removed or renamed."""

from datetime import UTC, datetime
from uuid import uuid4

from pydantic import BaseModel, Field

SUBJECTS = ["documents.*", "fields.*", "entries.*", "returns.*"]


class Event(BaseModel):
    event_id: str = Field(default_factory=lambda: uuid4().hex)
    tenant: str
    occurred_at: datetime = Field(default_factory=lambda: datetime.now(UTC))


class DocumentStored(Event):
    subject: str = "documents.stored"
    document_id: str
    bucket: str
    key: str
    media_type: str
    pages: int | None = None


class DocumentRead(Event):
    subject: str = "documents.read"
    document_id: str
    key: str
    words: int
    confidence: float = Field(ge=0, le=1)


class FieldsExtracted(Event):
    subject: str = "fields.extracted"
    document_id: str
    kind: str
    fields: dict[str, str]


class EntriesMapped(Event):
    subject: str = "entries.mapped"
    document_id: str
    entries: list[dict]


class ReturnSubmitted(Event):
    subject: str = "returns.submitted"
    nino: str
    tax_year: str
    receipt: str
