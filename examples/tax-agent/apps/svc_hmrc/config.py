from functools import lru_cache

from pydantic import EmailStr

from libs.settings import ServiceSettings


class HmrcSettings(ServiceSettings):
    service_name: str = "svc-hmrc"
    hmrc_base_url: str = "https://test-api.service.hmrc.gov.uk"
    client_id_secret: str = "hmrc/client-id"
    client_key_secret: str = "hmrc/private-key"
    secrets_backend: str = "vault"
    agent_contact: EmailStr = "mtd@taxagent.example.com"
    vendor_version: str = "tax-agent=1.4.0"


@lru_cache
def settings() -> HmrcSettings:
    return HmrcSettings()
