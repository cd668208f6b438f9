"""The routes that an application serves, read from its code without running it: FastAPI and Starlette."""
