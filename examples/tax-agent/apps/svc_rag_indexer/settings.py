from libs.settings import ServiceSettings


class IndexerSettings(ServiceSettings):
    sentence_splitter: str = "punkt"
    chunk_tokens: int = 220
    chunk_overlap: int = 30
    encoding: str = "cl100k_base"
    guidance_bucket: str = "guidance"
