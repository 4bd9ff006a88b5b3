import asyncio
import json

import numpy as np
from PIL import Image

from libs.events.schemas import DocumentRead, DocumentStored
from libs.observability.logs import get_logger

from . import reader
from .preprocess import clean
from .settings import settings

log = get_logger(__name__)
IMAGES = {"image/png", "image/jpeg", "image/tiff"}


class OcrWorker:
    def __init__(self, objects, bus):
        self.objects = objects
        self.bus = bus

    async def handle(self, event: DocumentStored) -> None:
        if event.media_type not in IMAGES | {"application/pdf"}:
            return
        content = await self.objects.get(event.key)
        pages = await asyncio.to_thread(self.read, content, event.media_type)
        if not any(page.words for page in pages):
            log.warning("nothing legible", document=event.document_id)
            return
        text = "\f".join(page.text for page in pages)
        answers = {name: value for page in pages for name, value in page.answers.items()}
        await self.objects.put(f"{event.key}.txt", text.encode(), "text/plain")
        await self.objects.put(f"{event.key}.answers.json", json.dumps(answers).encode(), "application/json")
        words = sum(len(page.words) for page in pages)
        confidence = sum(page.confidence for page in pages) / len(pages)
        await self.bus.publish(
            DocumentRead(
                tenant=event.tenant,
                document_id=event.document_id,
                key=event.key,
                words=words,
                confidence=round(confidence, 4),
            )
        )

    @staticmethod
    def read(content: bytes, media_type: str) -> list[reader.PageText]:
        pages = []
        for number, image in enumerate(reader.pages_of(content, media_type), 1):
            cleaned = clean(np.asarray(image))
            page = reader.read_words(Image.fromarray(cleaned.image), number)
            if page.words and page.confidence < settings.weak_below:
                page = reader.ask(image, page)
            pages.append(page)
        return pages
