"""The application."""

from fastapi import FastAPI

from orders.api import health
from orders.api.v1.router import router
from orders.core.errors import add_error_handlers


def create_app() -> FastAPI:
    app = FastAPI(title="Orders")
    add_error_handlers(app)
    app.include_router(health.router)
    app.include_router(router)
    return app
