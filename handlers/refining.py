"""Order a new version of a text and tell how that stands."""

from aiogram.types import CallbackQuery, Message

from desk.desk import Desk
from desk.wish import Wish
from handlers import texts
from handlers.bubbles import Bubbles
from handlers.orders import Orders, is_active
from storage.jobs import Jobs
from storage.records import Delivery, MessageId, Variant
from storage.variants import Variants


class Refining:
    def __init__(
        self, desk: Desk, orders: Orders, bubbles: Bubbles, *, jobs: Jobs, variants: Variants
    ) -> None:
        self._desk = desk
        self._orders = orders
        self._bubbles = bubbles
        self._jobs = jobs
        self._variants = variants

    async def press(self, query: CallbackQuery, variant: Variant, wish: Wish, *, after: int) -> None:
        """One press, one version; ``after`` tells a second press from a second wish."""
        if await self._is_under_way(variant):
            await query.answer(texts.refine.ALREADY_UNDER_WAY)
            return
        details = wish.tone or wish.platform or wish.instruction
        job = await self._desk.refine(
            variant, wish, key=f"refine:{variant.id}:{after}:{wish.change}:{details}"
        )
        if job is None:
            await query.answer(texts.card.VARIANT_GONE, show_alert=True)
            return
        await query.answer(texts.refine.ACCEPTED if is_active(job) else texts.refine.ALREADY_THERE)
        await self._orders.announce(job)
        await self._bubbles.refresh(variant, pressed(query))  # fresh buttons, for the next wish

    async def write(self, message: Message, variant: Variant, wish: Wish, *, key: str) -> None:
        """The same for a wish in words; ``key`` names the message."""
        job = await self._desk.refine(variant, wish, key=key)
        if job is None:
            await message.answer(texts.refine.ORIGINAL_GONE)
        else:
            await self._orders.announce(job)

    async def _is_under_way(self, parent: Variant) -> bool:
        planned = {
            one.job_id
            for one in await self._variants.family(parent.id)
            if one.parent_id == parent.id and one.delivery is Delivery.PLANNED
        }
        return any(job.id in planned for job in await self._jobs.waiting_for(parent.user_id))


def pressed(query: CallbackQuery) -> MessageId | None:
    """The message under which a button was pressed, also one that Telegram shows the bot no more of."""
    return None if query.message is None else MessageId(query.message.message_id)
