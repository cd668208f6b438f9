"""The modules that speak HTTP."""

FRAMEWORKS = (
    *("fastapi", "starlette", "flask", "quart", "django.http", "django.shortcuts", "django.views", "rest_framework", "ninja"),
    *("aiohttp.web", "sanic", "litestar", "falcon", "bottle", "tornado.web", "werkzeug", "pyramid", "robyn", "blacksheep"),
)
WITHOUT_HTTP = ("fastapi.encoders", "fastapi.concurrency", "starlette.concurrency", "starlette.config")
"""Modules of the frameworks that any code may use."""
