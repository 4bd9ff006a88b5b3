from libs.settings import ServiceSettings


class OcrSettings(ServiceSettings):
    service_name: str = "svc-ocr"
    dpi: int = 300
    languages: str = "eng"
    # questions asked of pages that tesseract reads badly
    document_model: str = "impira/layoutlm-document-qa"
    weak_below: float = 0.72
    max_pages: int = 60


settings = OcrSettings()
