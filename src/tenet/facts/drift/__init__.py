"""Where spec documents and code say different things: endpoints, tables and columns, OpenAPI documents."""
