"""Writes every order with what is in use when it begins: model, adapter, catalogue, rules."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from copywriting.brief import Brief
from copywriting.copywriter import Copywriter
from copywriting.library import Knowledge
from copywriting.order import Order, Progress
from copywriting.prompt import Material
from copywriting.room import Room
from inference.contract import Engine
from inference.switch import Switch


class Workshop:
    """``knowledge`` may be replaced at any time: orders at work keep theirs, as they keep their engine."""

    def __init__(self, switch: Switch, knowledge: Knowledge) -> None:
        self._switch = switch
        self.knowledge = knowledge

    async def write(self, order: Order) -> AsyncGenerator[Progress, None]:
        """As ``Copywriter.write``. An order that names no adapter gets the one in use."""
        async with self._switch.hold() as setup:
            copywriter = self._copywriter(setup.engine)
            order = replace(order, adapter=order.adapter or setup.adapter)
            async with aclosing(copywriter.write(order)) as progress:
                async for step in progress:
                    yield step

    async def room(self, brief: Brief) -> Room:
        """As ``Copywriter.room``."""
        async with self._switch.hold() as setup:
            return await self._copywriter(setup.engine).room(brief)

    def _copywriter(self, engine: Engine) -> Copywriter:
        known = self.knowledge
        material = Material(examples=known.examples, products=known.products)
        return Copywriter(engine, known.platforms, known.checker, material, checking=known.checking)
