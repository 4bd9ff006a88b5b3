import jwt
from passlib.context import CryptContext
from pydantic import BaseModel, EmailStr

hashes = CryptContext(schemes=["bcrypt"])


class Account(BaseModel):
    mail: EmailStr
    secret: str


def token(name, password):
    account = Account(mail=name, secret=hashes.hash(password))
    return jwt.encode({"sub": account.mail}, open("/run/secrets/key").read(), algorithm="RS256")
