"""Domain errors as HTTP answers."""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from orders.domain.errors import ConflictError, DomainError, InvalidError, NotFoundError

STATUSES: dict[type[DomainError], int] = {NotFoundError: 404, ConflictError: 409, InvalidError: 422}


async def domain_error(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, DomainError):
        raise error
    content = {"error": {"code": error.code, "message": error.message, "details": {"path": request.url.path}}}
    return JSONResponse(content, status_code=STATUSES.get(type(error), 400))


def add_error_handlers(app: FastAPI) -> None:
    app.add_exception_handler(DomainError, domain_error)
