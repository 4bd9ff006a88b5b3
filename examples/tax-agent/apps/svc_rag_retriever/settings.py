from libs.settings import ServiceSettings


class RetrieverSettings(ServiceSettings):
    service_name: str = "svc-rag-retriever"
    token_public_key: str = ""
    token_audience: str = "rag"
    candidates: int = 30
    reranker: str = "cohere"
    rerank_model: str = "rerank-english-v3.0"
    lexical_weight: float = 0.35
