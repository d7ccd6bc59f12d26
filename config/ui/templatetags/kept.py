"""{% kept %} and {% hole %}: parts of pages that are drawn once (config/ui/kept.py)."""

import re
import secrets
from collections.abc import Iterator
from typing import Any

from django import template
from django.template import Context, TemplateSyntaxError
from django.template.base import FilterExpression, Node, NodeList, Parser, Token, token_kwargs
from django.template.loader_tags import BlockNode
from django.utils.safestring import mark_safe

from config.ui import kept

register = template.Library()
SECRET = secrets.token_hex(8)
MARK = re.compile(f"hole-{SECRET}-([0-9]+)-")
"""Stands for a hole while a part is drawn; nobody who types text can know it."""


class HoleNode(Node):
    """Drawn anew on every page, with the page's own context."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> str:
        """Leave a mark if a part is being drawn, else draw."""
        holes = kept.drawing.get()
        if holes is None:
            return self.nodelist.render(context)
        return _mark(holes, self.nodelist)


def _mark(holes: list[NodeList], hole: NodeList) -> str:
    holes.append(hole)
    return f"hole-{SECRET}-{len(holes) - 1}-"


class KeptNode(Node):
    """Drawn once for what it names, the place and the language."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList, names: dict[str, FilterExpression]) -> None:
        self.nodelist = nodelist
        self.names = tuple(names.items())
        if any(isinstance(node, BlockNode) for node in _outside_holes(nodelist)):
            raise TemplateSyntaxError("A block in a kept part differs by page: put it in a hole.")

    def render(self, context: Context) -> str:
        """Return the part, from memory if it was drawn before."""
        part = self._part(context)
        holes = kept.drawing.get()
        if holes is None:
            return part.fill(context)
        return mark_safe(part.filled_with(_mark(holes, hole) for hole in part.holes))

    def _part(self, context: Context) -> kept.Part:
        values = {name: given.resolve(context, ignore_failures=True) for name, given in self.names}
        if not kept.may_be_kept(context):
            return self._draw(context, values)
        key = kept.key_of(self, context, values)
        part = kept.parts.get(key)
        if part is None:
            kept.check(values)
            part = self._draw(context, values)
            kept.parts.put(key, part)
        return part

    def _draw(self, context: Context, values: dict[str, Any]) -> kept.Part:
        holes: list[NodeList] = []
        outer = kept.drawing.set(holes)
        try:
            text = self.nodelist.render(kept.sight_of(context, values))
        finally:
            kept.drawing.reset(outer)
        pieces = MARK.split(text)
        return kept.Part(tuple(pieces[::2]), tuple(holes[int(index)] for index in pieces[1::2]))


def _outside_holes(nodelist: NodeList) -> Iterator[Node]:
    for node in nodelist:
        yield node
        if not isinstance(node, HoleNode):
            for name in node.child_nodelists:
                yield from _outside_holes(getattr(node, name, None) or NodeList())


@register.tag("kept")
def kept_tag(parser: Parser, token: Token) -> KeptNode:
    """{% kept name other=expression %}…{% endkept %}: keep what depends on these values only."""
    names: dict[str, FilterExpression] = {}
    for bit in token.split_contents()[1:]:
        named = token_kwargs([bit], parser)
        names |= named or {bit: parser.compile_filter(bit)}
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, names)


@register.tag("hole")
def hole_tag(parser: Parser, token: Token) -> HoleNode:
    """{% hole %}…{% endhole %}: what a kept part must not keep (a token, a name, an address)."""
    nodelist = parser.parse(("endhole",))
    parser.delete_first_token()
    return HoleNode(nodelist)
