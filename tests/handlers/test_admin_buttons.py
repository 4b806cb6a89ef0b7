"""The callback data of the administration."""

from collections.abc import Iterator

from aiogram.filters.callback_data import CallbackData

from handlers.admin import buttons
from storage.records import Role
from tests.conversation.test_admin_doors import PRESSED


def classes() -> Iterator[type[CallbackData]]:
    for one in vars(buttons).values():
        if isinstance(one, type) and issubclass(one, CallbackData) and one is not CallbackData:
            yield one


def test_the_test_of_the_doors_leaves_none_out() -> None:
    assert set(classes()) <= {type(one) for one in PRESSED}


def test_it_fits_a_button() -> None:
    longest = buttons.Move(user_id=2**52, of=Role.PENDING, to=Role.BLOCKED)
    file = buttons.RestoreFile(name="compliance.yaml", version=2**40)
    model = buttons.PickModel(key="f" * 12, revision=2**31)

    assert all(len(one.pack().encode()) <= 64 for one in (*PRESSED, longest, file, model))
