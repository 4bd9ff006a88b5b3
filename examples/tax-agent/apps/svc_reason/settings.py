from libs.settings import ServiceSettings


class ReasonSettings(ServiceSettings):
    service_name: str = "svc-reason"
    llm_provider: str = "openai"
    llm_model: str | None = None
    attempts: int = 2
