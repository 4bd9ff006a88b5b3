"""Documents in MinIO. Blocking calls of the client run in a thread."""

import asyncio
import hashlib
import io

from minio import Minio
from minio.error import S3Error
from pydantic_settings import BaseSettings


class ObjectSettings(BaseSettings):
    minio_endpoint: str = "localhost:9000"
    minio_access_key: str = "tax"
    minio_secret_key: str = "taxsecret"
    minio_secure: bool = False


class ObjectStore:
    def __init__(self, bucket: str, settings: ObjectSettings | None = None):
        chosen = settings or ObjectSettings()
        self.bucket = bucket
        self.client = Minio(
            chosen.minio_endpoint, chosen.minio_access_key, chosen.minio_secret_key, secure=chosen.minio_secure
        )

    @staticmethod
    def key_for(tenant: str, content: bytes, suffix: str = "") -> str:
        digest = hashlib.sha256(content).hexdigest()
        return f"{tenant}/{digest[:2]}/{digest}{suffix}"

    async def ensure_bucket(self) -> None:
        if not await asyncio.to_thread(self.client.bucket_exists, self.bucket):
            await asyncio.to_thread(self.client.make_bucket, self.bucket)

    async def put(self, key: str, content: bytes, media_type: str) -> None:
        await asyncio.to_thread(
            self.client.put_object, self.bucket, key, io.BytesIO(content), len(content), content_type=media_type
        )

    async def get(self, key: str) -> bytes:
        def read() -> bytes:
            response = self.client.get_object(self.bucket, key)
            try:
                return response.read()
            finally:
                response.close()
                response.release_conn()

        return await asyncio.to_thread(read)

    async def exists(self, key: str) -> bool:
        try:
            await asyncio.to_thread(self.client.stat_object, self.bucket, key)
        except S3Error as error:
            if error.code == "NoSuchKey":
                return False
            raise
        return True
