"""Classes of the repository, and the objects that the code makes of them."""

import ast
from abc import abstractmethod
from collections.abc import Mapping

from tenet.facts.python.classes import ancestors, body_of, is_annotated, is_class, members
from tenet.facts.python.modules import Definition, Modules
from tenet.facts.python.scope import Scope, source_of
from tenet.facts.python.values import MISSING, Bound, Call, Computed, Instance, Member, Missing, Place, Symbol, Value
from tenet.facts.routing.calls import PROPERTIES, Calls, Keywords, is_function, kinds_of
from tenet.facts.routing.environment import Environment, Site


class Objects(Calls):
    """Looks up attributes and makes objects."""

    def __init__(self, modules: Modules) -> None:
        super().__init__(modules)
        self._function_attributes: dict[Symbol, dict[str, Value]] = {}
        self._members: dict[ast.ClassDef, dict[str, Member] | None] = {}

    @abstractmethod
    def library_method(self, call: Call, site: Site) -> Value:
        """What a call of a method that the repository does not define returns, and does."""

    @abstractmethod
    def construct(self, made: Instance, arguments: tuple[Value, ...], keywords: Keywords) -> None:
        """What the constructor of a class outside the repository does."""

    @abstractmethod
    def field(self, value: Value, owner: Symbol, name: str) -> Value:
        """The value of a class attribute on an object: the default of `Field(...)`."""

    def class_environment(self, symbol: Symbol) -> Environment:
        """The names that a class body binds."""
        node = symbol.definition.node if symbol.definition is not None else None
        found = self.class_names.get(node) if isinstance(node, ast.ClassDef) else None
        return self.run_class(symbol) if found is None else found

    def run_hook(self, symbol: Symbol) -> None:
        """What the classes above do with a new class: `__init_subclass__`."""
        node = symbol.definition.node if symbol.definition is not None else None
        found = self.class_member(symbol, "__init_subclass__", node) if isinstance(node, ast.ClassDef) and node.bases else None
        if found is not None and isinstance(found[1], Symbol) and isinstance(node, ast.ClassDef) and symbol.definition is not None:
            scope = Scope(symbol.definition.module, symbol.definition.names, symbol.definition.classes)
            self.follow(found[1], (), tuple(self._keywords(node.keywords, scope)), symbol)

    def class_member(self, owner: Symbol, name: str, after: ast.ClassDef | None = None) -> tuple[Symbol, Value] | None:
        """What a class or one above it binds a name to, and which does; above the class `after` only where one is given."""
        for ancestor in ancestors(self, owner):
            body = body_of(ancestor)
            if after is not None:
                after = None if body is not None and body.node is after else after
                continue
            if body is None or not isinstance(ancestor, Symbol):
                continue
            bound = self.class_environment(ancestor).bound
            if name in bound:
                return ancestor, bound[name]
        return None

    def members_of(self, owner: Symbol) -> dict[str, Member] | None:
        """The members of an enumeration by their names; None for any other class."""
        node = owner.definition.node if owner.definition is not None else None
        if not isinstance(node, ast.ClassDef):
            return None
        if node not in self._members:
            self._members[node] = None
            found = members(self, owner)
            self._members[node] = None if found is None else {member.name: member for member in found}
        return self._members[node]

    def instantiate(self, owner: Symbol, arguments: tuple[Value, ...], keywords: Keywords, site: Site) -> Value:
        found = self.members_of(owner)
        if found is not None:
            return next((member for member in found.values() if arguments and member.value == arguments[0]), Computed(source_of(site.node)))
        made = Instance(Call(owner, arguments, keywords, site.place), {})
        constructor = self.class_member(owner, "__init__")
        if constructor is None:
            self.construct(made, arguments, keywords)
        elif isinstance(constructor[1], Symbol):
            self.follow(constructor[1], arguments, keywords, made)
        return made

    def class_of(self, target: Value) -> Symbol | None:
        """The class of an object that the repository defines."""
        return target.made.function if isinstance(target, Instance) and isinstance(target.made.function, Symbol) else None

    def attribute(self, target: Value, name: str, node: ast.expr, scope: Scope) -> Value:
        function = self.function_behind(target)
        if function is None:
            return super().attribute(target, name, node, scope)
        if name in {"__name__", "__qualname__"}:
            return function.last
        if name in {"__func__", "__wrapped__"}:
            return function
        return self._function_attributes.get(function, {}).get(name, Computed(source_of(node)))

    def function_attributes(self, function: Symbol) -> Mapping[str, Value]:
        """What code has set on a function: `handler.__signature__ = ...`."""
        return self._function_attributes.get(function, {})

    def function_behind(self, target: Value) -> Symbol | None:
        """The function that a value is, or that a bound method calls."""
        if isinstance(target, Symbol):
            return target if is_function(target) else None
        owner = target.target if isinstance(target, Bound) else None
        owner = self.class_of(owner) if isinstance(owner, Instance) else owner
        found = (
            self.class_member(owner, target.name) if isinstance(target, Bound) and isinstance(owner, Symbol) and is_class(owner) else None
        )
        return found[1] if found is not None and isinstance(found[1], Symbol) and is_function(found[1]) else None

    def attribute_of(self, target: Instance, name: str, node: ast.expr) -> Value:
        if name in target.attributes:
            return target.attributes[name]
        owner = self.class_of(target)
        found = self.class_member(owner, name) if owner is not None and is_class(owner) else None
        if name == "__class__" and owner is not None:
            return owner
        if found is None and owner is not None and not name.startswith("__") and (looked := self._looked_up_by(owner, name, target)):
            return looked[0]
        if found is None:
            declared = owner is not None and is_class(owner) and is_annotated(self, owner, name)
            return Computed(source_of(node)) if declared else Bound(target, name)
        return self._bound_member(target, *found, name)

    def _looked_up_by(self, owner: Symbol, name: str, target: Instance) -> tuple[Value, ...]:
        """What `__getattr__` of the class gives for a name; nothing where the class has none, or only a run can tell."""
        function = self.class_member(owner, "__getattr__") if is_class(owner) else None
        if function is None or not isinstance(function[1], Symbol) or not is_function(function[1]):
            return ()
        made = self.follow(function[1], (name,), (), target)
        return () if isinstance(made, Computed) else (made,)

    def _bound_member(self, target: Instance, owner: Symbol, value: Value, name: str) -> Value:
        kinds = kinds_of(value)
        if not is_function(value):
            return self.field(value, owner, name)
        if kinds & PROPERTIES and isinstance(value, Symbol):
            made = self.follow(value, (), (), target)
            if "cached_property" in kinds:
                target.attributes[name] = made
            return made
        if "staticmethod" in kinds:
            return value
        return Bound(self.class_of(target) or target, name) if "classmethod" in kinds else Bound(target, name)

    def _of_class(self, target: Symbol, name: str, depth: int) -> Value:
        enumeration = self.members_of(target)
        if enumeration is not None and name in enumeration:
            return enumeration[name]
        found = self.class_member(target, name) if enumeration is None else None
        if found is None:
            return super()._of_class(target, name, depth)
        return Bound(target, name) if "classmethod" in kinds_of(found[1]) else found[1]

    def method(self, function: Bound, arguments: tuple[Value, ...], keywords: Keywords, site: Site) -> Value:
        """What a method returns: of an object of the repository, or of something outside it."""
        target = function.target
        owner = self.class_of(target) if isinstance(target, Instance) else target if is_class(target) else None
        found = self.class_member(owner, function.name) if isinstance(owner, Symbol) and is_class(owner) else None
        if found is not None and isinstance(found[1], Symbol) and is_function(found[1]):
            kinds = kinds_of(found[1])
            receiver = owner if owner is not None and "classmethod" in kinds else target
            return self.follow(found[1], arguments, keywords, MISSING if "staticmethod" in kinds else receiver)
        if found is not None and not isinstance(found[1], Bound):
            return self.called(found[1], arguments, keywords, site)
        return self.library_method(Call(function, arguments, keywords, site.place), site)

    def of_super(self, node: ast.Call, name: str, scope: Scope) -> Value | Missing:
        owner, target = scope.names.get("__class__"), scope.names.get("__self__")
        current = owner.definition.node if isinstance(owner, Symbol) and owner.definition is not None else None
        start = self.class_of(target) if isinstance(target, Instance) else target
        if not isinstance(current, ast.ClassDef) or not isinstance(start, Symbol) or target is None:
            return MISSING
        arguments, keywords = self.given(node, scope)
        found = self.class_member(start, name, after=current)
        if found is not None and isinstance(found[1], Symbol):
            return self.follow(found[1], arguments, keywords, target)
        place = Place(scope.module.path, node.lineno, node.end_lineno or node.lineno)
        site = Site(node, scope, place)
        if name == "__init__" and isinstance(target, Instance):
            self.construct(target, arguments, keywords)
            return None
        return self.library_method(Call(Bound(target, name), arguments, keywords, place), site)

    def set_attribute(self, target: Value, name: str, value: Value) -> None:
        match target:
            case Instance():
                target.attributes[name] = value
            case Symbol(definition=Definition(node=ast.ClassDef())):
                self.class_environment(target).bound[name] = value
            case Symbol() if is_function(target):
                self._function_attributes.setdefault(target, {})[name] = value
            case Symbol(definition=Definition(module=module, node=None)):
                self.run_module(module)
                self.environments[module.path].bound[name] = value
            case _:
                pass
