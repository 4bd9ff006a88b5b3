from fastapi import APIRouter, Depends, HTTPException, Request
from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from data_api.tables import Device, Entity
from shared.database import Database

router = APIRouter(prefix="/devices", tags=["devices"])


class EntityIn(BaseModel):
    id: str
    unit: str | None = None


class DeviceIn(BaseModel):
    id: str
    name: str
    manufacturer: str | None = None
    area: str | None = None
    entities: list[EntityIn] = []


class DeviceOut(DeviceIn):
    model_config = {"from_attributes": True}


def database(request: Request) -> Database:
    return request.app.state.database


@router.get("", response_model=list[DeviceOut])
async def devices(area: str | None = None, db: Database = Depends(database)):
    query = select(Device).options(selectinload(Device.entities)).order_by(Device.name)
    if area is not None:
        query = query.where(Device.area == area)
    async with db.session() as session:
        rows = await session.scalars(query)
        return [DeviceOut.model_validate(row, from_attributes=True) for row in rows]


@router.get("/areas")
async def areas(db: Database = Depends(database)) -> dict[str, int]:
    query = select(Device.area, func.count()).where(Device.area.is_not(None)).group_by(Device.area)
    async with db.session() as session:
        return {area: count for area, count in await session.execute(query)}


@router.put("/{device_id}", status_code=204)
async def put_device(device_id: str, body: DeviceIn, db: Database = Depends(database)) -> None:
    if body.id != device_id:
        raise HTTPException(422, "the id of the path and of the body differ")
    device = Device(**body.model_dump(exclude={"entities"}))
    device.entities = [Entity(**entity.model_dump()) for entity in body.entities]
    async with db.session() as session:
        await session.merge(device)


@router.delete("/{device_id}", status_code=204)
async def delete_device(device_id: str, db: Database = Depends(database)) -> None:
    async with db.session() as session:
        device = await session.get(Device, device_id, options=[selectinload(Device.entities)])
        if device is None:
            raise HTTPException(404, "no such device")
        await session.delete(device)
