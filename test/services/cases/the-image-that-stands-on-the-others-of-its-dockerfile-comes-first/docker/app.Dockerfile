FROM python:3.12-slim AS build
RUN pip install flask

FROM build AS extras

FROM extras
ENTRYPOINT ["python", "-m", "app"]
