"""Who is asking: one person, for one partner, in one role, within one initiative."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen
from django.core.exceptions import PermissionDenied

from joinedup.engine.errors import JoinedupError, error
from joinedup.service.authorization.permissions import Permission
from joinedup.service.authorization.roles import ROLES, Role


@frozen
class Acting:
    """Somebody signed in, as they act now. `initiative` is empty for a role in the whole partnership.

    `untrained`: the modules of training that they lack, by what they may not do until they have completed them.

    `by` is how events and movements name them: a handle, their role and partner; never a name or an e-mail address.
    """

    person: int
    handle: str
    name: str
    partner: str
    role_key: str
    initiative: str = ""
    untrained: Mapping[Permission, tuple[str, ...]] = field(factory=dict, eq=False)

    @property
    def role(self) -> Role:
        """The role, with all that it may do."""
        return ROLES[self.role_key]

    @property
    def by(self) -> str:
        """Who did it, for the register."""
        return f"{self.handle} ({self.role.title}, {self.partner or 'the partnership'})"

    def may(self, permission: Permission) -> bool:
        """Whether the role may do this at all, and training has opened it; whose data it is, is asked apart."""
        return permission in self.role.may and permission not in self.untrained

    @property
    def shut(self) -> dict[Permission, tuple[str, ...]]:
        """What the role may do and training has not opened yet, with the modules that are lacking."""
        return {one: lacking for one, lacking in self.untrained.items() if one in self.role.may}

    def must(self, permission: Permission) -> None:
        """Raises `training-lacking` where only training is lacking, PermissionDenied where the role may not do it."""
        if (lacking := self.lacks(permission)) is not None:
            raise lacking
        if not self.may(permission):
            raise PermissionDenied("this role may not do that")

    def lacks(self, permission: Permission) -> JoinedupError | None:
        """The error that names the modules without which this is shut to somebody whose role may do it."""
        modules = self.shut.get(permission)
        return error("training-lacking", what=permission.value, modules=", ".join(modules)) if modules else None

    def within(self, initiative: str) -> bool:
        """Whether they act in this initiative."""
        return not self.initiative or self.initiative == initiative
