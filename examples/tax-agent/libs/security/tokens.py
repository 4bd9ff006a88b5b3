"""Tokens between services and towards HMRC: RS256 only, keys as PEM."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt
from fastapi import HTTPException, Request

ALGORITHM = "RS256"


class TokenError(Exception):
    pass


def issue(subject: str, private_key: str, *, issuer: str, audience: str, minutes: int = 5, **claims) -> str:
    now = datetime.now(UTC)
    body = {
        "sub": subject,
        "iss": issuer,
        "aud": audience,
        "iat": now,
        "exp": now + timedelta(minutes=minutes),
        "jti": uuid4().hex,
    }
    return jwt.encode({**body, **claims}, private_key, algorithm=ALGORITHM)


def verify(token: str, public_key: str, *, audience: str) -> dict:
    try:
        return jwt.decode(
            token, public_key, algorithms=[ALGORITHM], audience=audience, options={"require": ["exp", "sub"]}
        )
    except jwt.PyJWTError as error:
        raise TokenError(str(error)) from error


def require_token(public_key: str, audience: str):
    """A FastAPI dependency that answers 401 and gives the claims otherwise."""

    async def dependency(request: Request) -> dict:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise HTTPException(401, "bearer token missing")
        try:
            return verify(token, public_key, audience=audience)
        except TokenError as error:
            raise HTTPException(401, f"bearer token refused: {error}") from error

    return dependency
