from sqlalchemy import select

from libs.database.engine import Database

from .models import FormReturn


class Returns:
    def __init__(self, database: Database):
        self.database = database

    async def add(self, **values) -> FormReturn:
        async with self.database.session() as session:
            row = FormReturn(**values)
            session.add(row)
            await session.commit()
            return row

    async def get(self, tenant: str, return_id: str) -> FormReturn | None:
        async with self.database.session() as session:
            row = await session.get(FormReturn, return_id)
            return row if row and row.tenant == tenant else None

    async def list(self, tenant: str, tax_year: str | None = None) -> list[FormReturn]:
        query = select(FormReturn).where(FormReturn.tenant == tenant).order_by(FormReturn.form)
        if tax_year:
            query = query.where(FormReturn.tax_year == tax_year)
        async with self.database.session() as session:
            return list((await session.scalars(query)).all())
