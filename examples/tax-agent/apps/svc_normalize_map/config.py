from libs.settings import ServiceSettings


class Settings(ServiceSettings):
    service_name: str = "svc-normalize-map"
    # any callable that turns text into tokens; loaded by words.load_tokenizer
    tokenizer: str = "spacy.lang.en.English"
    match_threshold: float = 84.0
    locale: str = "en_GB"
