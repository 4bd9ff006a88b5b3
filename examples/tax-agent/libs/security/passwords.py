from passlib.context import CryptContext

# pbkdf2 hashes come from the first pilot firm and are upgraded at login
context = CryptContext(schemes=["argon2", "pbkdf2_sha256"], deprecated="auto", argon2__time_cost=3)


def hash_password(password: str) -> str:
    return context.hash(password)


def check_password(password: str, hashed: str) -> tuple[bool, str | None]:
    """Whether it fits, and the new hash to store when the old scheme is deprecated."""
    return context.verify_and_update(password, hashed)
