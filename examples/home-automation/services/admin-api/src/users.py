"""People who may administer the home, and what they did."""
from datetime import datetime, timezone

from passlib.context import CryptContext
from sqlalchemy import DateTime, String, select
from sqlalchemy.orm import Mapped, mapped_column

from shared.database import Base, Database

passwords = CryptContext(schemes=["argon2"], deprecated="auto")


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password: Mapped[str] = mapped_column(String(128))
    role: Mapped[str] = mapped_column(String(16), default="viewer")


class AuditEntry(Base):
    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=lambda: datetime.now(timezone.utc))
    user: Mapped[str] = mapped_column(String(254))
    action: Mapped[str] = mapped_column(String(64))
    target: Mapped[str] = mapped_column(String(128))


class Users:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, email: str, password: str, role: str) -> User:
        user = User(email=email.lower(), password=passwords.hash(password), role=role)
        async with self._database.session() as session:
            session.add(user)
        return user

    async def check(self, email: str, password: str) -> User | None:
        async with self._database.session() as session:
            user = await session.scalar(select(User).where(User.email == email.lower()))
            if user is None:
                passwords.dummy_verify()  # the same time for unknown people
                return None
            valid, renewed = passwords.verify_and_update(password, user.password)
            if renewed:
                user.password = renewed
        return user if valid else None

    async def audit(self, user: str, action: str, target: str) -> None:
        async with self._database.session() as session:
            session.add(AuditEntry(user=user, action=action, target=target))

    async def trail(self, limit: int = 50) -> list[dict]:
        query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
        async with self._database.session() as session:
            return [
                {"at": e.at.isoformat(), "user": e.user, "action": e.action, "target": e.target}
                for e in await session.scalars(query)
            ]
