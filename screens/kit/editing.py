"""Forms about what is there already, and may be changed by others while the form is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from screens.kit.fields import YES, Field, Values, initial
from screens.kit.form import Form
from screens.kit.refusals import Refused
from screens.language import tr
from state.errors import StateError

if TYPE_CHECKING:
    from screens.desk import Desk
    from state.model.configuration import Draft

MOST_SHOWN = 200
"""Characters of a value that someone else has entered."""


def editing(
    desk: Desk,
    title: str,
    fields: Callable[[Draft], Sequence[Field]],
    change: Callable[[Draft, Values], Draft],
    *,
    apart: frozenset[str] = frozenset(),
) -> Form:
    """Return a form for what is in the configuration.

    `fields` are those of a draft. Submitted is what the person has changed, and for the other
    fields what the newest draft says: `change` is given that draft and all values. Where someone
    else has changed the same field, the form is refused with the new value, and submitting once
    more replaces it. `change` itself looks after the fields `apart`: it is given what is in them.
    """
    before = fields(desk.draft)
    shown = initial(before)

    def submit(values: Values) -> None:
        def changed(draft: Draft) -> Draft:
            now = [each for each in fields(draft) if each.name not in apart]
            return change(draft, merged(now, shown, values))

        desk.submit(changed)

    return Form(title, before, submit)


def merged(now: Sequence[Field], shown: dict[str, str], typed: Values) -> Mapping[str, str]:
    """Return what `typed` makes of the fields as they are `now`; they were `shown` at first.

    Raises `Refused` with an error for each field that was changed here and by someone else; what
    these fields are now counts as shown from then on.
    """
    values, clashes = dict(typed), []
    present = initial(now)
    for each in now:
        name = each.name
        if name not in present:
            continue
        was, theirs = shown.get(name, ""), present[name]
        mine = typed.get(name, was)
        if mine == was:
            values[name] = theirs
        elif theirs not in (was, mine):
            clashes.append(StateError(clash_words(_words(each)), name))
            shown[name] = theirs
    if clashes:
        raise Refused(clashes)
    return values


def clash_words(value: str) -> str:
    """Return why a field is refused that someone else has changed, to `value`."""
    words = tr("Changed by someone else meanwhile, to: {value}", value=value)
    return "\n".join((words, tr("Submit again to replace that.")))


def _words(each: Field) -> str:
    """Return what is in a field now."""
    if each.kind == "switch":
        return tr("on") if each.value == YES else tr("off")
    if each.kind == "choice":
        value = initial([each])[each.name]
        return next((choice.text for choice in each.choices if choice.value == value), value)
    value = each.value if len(each.value) <= MOST_SHOWN else f"{each.value[:MOST_SHOWN]}..."
    return value or tr("empty")
