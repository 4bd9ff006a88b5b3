import io

import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image

from apps.svc_ocr import reader
from apps.svc_ocr.main import app
from apps.svc_ocr.preprocess import clean
from apps.svc_ocr.worker import OcrWorker
from libs.events.schemas import DocumentStored


def png(width=60, height=40, shade=250):
    image = Image.new("RGB", (width, height), (shade, shade, shade))
    for x in range(10, 50):
        image.putpixel((x, 20), (10, 10, 10))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def tesseract(monkeypatch):
    """Fakes the program: a sure label and an unsure amount on one line."""
    answer = {
        "text": ["Pay", "", "31250"],
        "conf": [96, -1, 40],
        "block_num": [1, 1, 1],
        "par_num": [1, 1, 1],
        "line_num": [1, 1, 1],
    }
    monkeypatch.setattr(reader.pytesseract, "image_to_data", lambda image, lang, output_type: answer)
    return answer


class Model:
    def __init__(self):
        self.asked = []

    def __call__(self, image, question, top_k):
        self.asked.append(question)
        return [{"answer": " 31,250.00", "score": 0.9 if "pay" in question else 0.1}]


def test_small_dark_scans_are_enlarged_and_inverted():
    cleaned = clean(np.full((40, 30), 20, dtype=np.uint8))
    assert cleaned.inverted and cleaned.image.shape[0] >= 1000
    assert set(np.unique(cleaned.image)) <= {0, 255}


def test_confidence_weighs_characters(tesseract):
    page = reader.read_words(Image.new("L", (5, 5)), 1)
    assert page.text == "Pay 31250"
    assert page.confidence == pytest.approx((3 * 0.96 + 5 * 0.40) / 8)


def test_weak_pages_are_put_to_the_model(tesseract, monkeypatch):
    model = Model()
    monkeypatch.setattr(reader, "document_model", lambda: model)
    answer = TestClient(app).post("/v1/read", content=png(), headers={"content-type": "image/png"})
    assert answer.json()["pages"][0]["answers"] == {"pay": "31,250.00"}
    assert len(model.asked) == len(reader.QUESTIONS)


def test_sure_pages_are_not(tesseract, monkeypatch):
    tesseract["conf"] = [96, -1, 95]
    monkeypatch.setattr(reader, "document_model", lambda: pytest.fail("not needed"))
    assert OcrWorker.read(png(), "image/png")[0].answers == {}


def test_the_model_comes_from_transformers():
    reader.document_model.cache_clear()
    try:
        assert reader.document_model().task == "document-question-answering"
    except OSError as error:  # no weights on this machine
        assert "layoutlm" in str(error)
    finally:
        reader.document_model.cache_clear()


async def test_text_and_answers_are_stored_beside_the_scan(tesseract, monkeypatch):
    tesseract["conf"] = [96, -1, 95]
    kept, events = {}, []

    class Objects:
        async def get(self, key):
            return png()

        async def put(self, key, content, media_type):
            kept[key] = content

    class Bus:
        async def publish(self, event):
            events.append(event)

    await OcrWorker(Objects(), Bus()).handle(
        DocumentStored(tenant="t", document_id="d", bucket="b", key="k.png", media_type="image/png")
    )
    assert kept["k.png.txt"] == b"Pay 31250" and kept["k.png.answers.json"] == b"{}"
    assert events[0].words == 2 and events[0].confidence > 0.9


def test_spreadsheets_are_not_read():
    assert TestClient(app).post("/v1/read", content=b"a,b", headers={"content-type": "text/csv"}).status_code == 415
