"""The served methods of the Bot API, by their names in lower case (names are case-insensitive)."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sandbox.methods import drafts, edits, messages, polling, profile, queries
from sandbox.params import Params
from sandbox.world import World

Method = Callable[[World, Params], Any | Awaitable[Any]]

METHODS: Mapping[str, Method] = {
    "getme": profile.get_me,
    "logout": polling.nothing,
    "close": polling.nothing,
    "getupdates": polling.get_updates,
    "setwebhook": polling.set_webhook,
    "deletewebhook": polling.delete_webhook,
    "getwebhookinfo": polling.get_webhook_info,
    "sendmessage": messages.send_message,
    "senddocument": messages.send_document,
    "sendphoto": messages.send_photo,
    "forwardmessage": messages.forward_message,
    "copymessage": messages.copy_message,
    "sendmessagedraft": drafts.send_message_draft,
    "sendchataction": drafts.send_chat_action,
    "editmessagetext": edits.edit_message_text,
    "editmessagecaption": edits.edit_message_caption,
    "editmessagereplymarkup": edits.edit_message_reply_markup,
    "deletemessage": edits.delete_message,
    "deletemessages": edits.delete_messages,
    "answercallbackquery": queries.answer_callback_query,
    "answerinlinequery": queries.answer_inline_query,
    "getfile": profile.get_file,
    "getchat": profile.get_chat,
    "getchatmember": profile.get_chat_member,
    "setmycommands": profile.set_my_commands,
    "getmycommands": profile.get_my_commands,
    "deletemycommands": profile.delete_my_commands,
    "setmyname": profile.set_my_name,
    "getmyname": profile.get_my_name,
    "setmydescription": profile.set_my_description,
    "getmydescription": profile.get_my_description,
    "setmyshortdescription": profile.set_my_short_description,
    "getmyshortdescription": profile.get_my_short_description,
    "setchatmenubutton": profile.set_chat_menu_button,
    "getchatmenubutton": profile.get_chat_menu_button,
}
