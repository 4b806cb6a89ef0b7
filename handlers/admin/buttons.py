"""The callback data of the administrator's screens. ``number`` is a page, from 1."""

from aiogram.filters.callback_data import CallbackData

from storage.records import Role


class Menu(CallbackData, prefix="adm"):
    pass


class People(CallbackData, prefix="adm_people"):
    role: Role
    number: int = 1


class OnePerson(CallbackData, prefix="adm_person"):
    user_id: int


class Move(CallbackData, prefix="adm_move"):
    """``of`` is the role he had when the button was made: of two who press, the second changes nothing."""

    user_id: int
    of: Role
    to: Role


class Queue(CallbackData, prefix="adm_queue"):
    number: int = 1


class StopJob(CallbackData, prefix="adm_stop"):
    job_id: int


class UsageChart(CallbackData, prefix="adm_usage"):
    """``user_id`` 0: of everybody."""

    days: int
    user_id: int = 0


class UsageTable(CallbackData, prefix="adm_csv"):
    days: int


class ModelScreen(CallbackData, prefix="adm_model"):
    pass


class PickModel(CallbackData, prefix="adm_use"):
    """``revision`` is that of the decision which the screen showed."""

    key: str
    revision: int


class PickAdapter(CallbackData, prefix="adm_lora"):
    key: str
    revision: int


class DataFiles(CallbackData, prefix="adm_files"):
    pass


class DataFile(CallbackData, prefix="adm_file"):
    name: str


class GetFile(CallbackData, prefix="adm_get"):
    name: str


class ReplaceFile(CallbackData, prefix="adm_put"):
    name: str


class RestoreFile(CallbackData, prefix="adm_back"):
    """``version`` 0: the program's own file."""

    name: str
    version: int


class ExportPreferences(CallbackData, prefix="adm_prefs"):
    pass


class NewBroadcast(CallbackData, prefix="adm_cast"):
    pass


class SendBroadcast(CallbackData, prefix="adm_send"):
    pass


class DropBroadcast(CallbackData, prefix="adm_drop"):
    pass


class StopBroadcast(CallbackData, prefix="adm_halt"):
    broadcast_id: int


class Journal(CallbackData, prefix="adm_log"):
    number: int = 1
