"""The API of an application as an OpenAPI document, and how two such documents differ."""
