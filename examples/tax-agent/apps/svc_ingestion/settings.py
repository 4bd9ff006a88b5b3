from libs.settings import ServiceSettings


class Settings(ServiceSettings):
    service_name: str = "svc-ingestion"
    bucket: str = "documents"
    archive_url: str = "s3://tax-agent-archive/originals"
    max_bytes: int = 25 * 1024 * 1024
    allowed_networks: str = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,127.0.0.0/8"

    # the portal and the connectors send these; everything else is refused
    accepted: dict[str, str] = {
        "application/pdf": ".pdf",
        "image/png": ".png",
        "image/jpeg": ".jpg",
        "text/plain": ".csv",
        "text/csv": ".csv",
        "application/vnd.ms-excel": ".xls",
        "application/zip": ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    }
