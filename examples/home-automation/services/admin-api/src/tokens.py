from datetime import datetime, timedelta, timezone

import jwt
from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from src.settings import Settings, get_settings

bearer = HTTPBearer(auto_error=False)
ROLES = ("viewer", "operator", "admin")


def issue(email: str, role: str, settings: Settings) -> str:
    now = datetime.now(timezone.utc)
    claims = {"sub": email, "role": role, "iat": now, "exp": now + timedelta(minutes=settings.jwt_minutes)}
    return jwt.encode(claims, settings.jwt_private_key, algorithm=settings.jwt_algorithm)


def at_least(role: str):
    """A dependency that lets through who has this role or a higher one."""

    def check(
        credentials: HTTPAuthorizationCredentials | None = Depends(bearer),
        settings: Settings = Depends(get_settings),
    ) -> dict:
        if credentials is None:
            raise HTTPException(401, "a bearer token is needed", {"WWW-Authenticate": "Bearer"})
        try:
            claims = jwt.decode(credentials.credentials, settings.jwt_public_key, [settings.jwt_algorithm])
        except jwt.InvalidTokenError as error:
            raise HTTPException(401, f"token refused: {error}") from error
        if ROLES.index(claims["role"]) < ROLES.index(role):
            raise HTTPException(403, f"this needs the role {role}")
        return claims

    return check
