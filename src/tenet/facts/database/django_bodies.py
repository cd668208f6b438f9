"""What the statement of a class body binds."""

import ast


def binding(node: ast.stmt) -> tuple[str, ast.expr | None]:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name, node.value
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
            return name, node.value
        case ast.FunctionDef():
            return node.name, None
        case _:
            return "", None
