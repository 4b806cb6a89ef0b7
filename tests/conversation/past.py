"""A past to look back on: briefs with texts that were written and delivered before the test began."""

from dataclasses import dataclass

from copywriting.brief import Brief, PlatformSlug
from copywriting.tones import DEFAULT_TONE
from storage.records import ChatId, StoredBrief, UserId, Variant
from tests.conversation.conftest import Running
from tests.people import Person
from tests.storage.conftest import Shelf, shelf_of


@dataclass(frozen=True, slots=True)
class Past:
    """Of one person. Its messages are gone from the chat, as if the reader had deleted them."""

    shelf: Shelf
    user_id: UserId

    @classmethod
    def of(cls, person: Person, bot: Running) -> "Past":
        return cls(shelf_of(bot.database), UserId(person.id))

    async def brief(
        self, task: str, *texts: str, seed: str = "Исходный текст", platform: str = "telegram_post"
    ) -> StoredBrief:
        brief = Brief(seed, task, PlatformSlug(platform), DEFAULT_TONE)
        stored = await self.shelf.briefs.add(self.user_id, ChatId(self.user_id), brief, 2)
        if texts:
            await self.shelf.write(stored, *texts)
        return stored

    async def texts(self, brief: StoredBrief) -> tuple[Variant, ...]:
        return await self.shelf.variants.of_brief(brief.id)

    async def star(self, *variants: Variant) -> None:
        for one in variants:
            await self.shelf.opinions.favour(one.id, self.user_id, True)

    async def choose(self, variant: Variant) -> None:
        await self.shelf.variants.choose(variant.id, self.user_id)
