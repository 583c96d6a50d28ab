"""What no database can hold is refused wherever a text may stand in a body, before anything is looked up by it."""

import pytest
from marshmallow import ValidationError, fields

from shared.web.schemas import Schema


class Inner(Schema):
    """Nested once."""

    word = fields.String()


class Body(Schema):
    """A text in each place."""

    name = fields.String()
    names = fields.List(fields.String())
    inner = fields.Nested(Inner)
    inners = fields.List(fields.Nested(Inner))


@pytest.mark.parametrize("text", ["\ud800", "\0"])
@pytest.mark.parametrize("place", ["name", "names", "inner", "inners"])
def test_it_is_refused_in_every_place(place: str, text: str) -> None:
    bodies = {"name": text, "names": ["good", text], "inner": {"word": text},
              "inners": [{"word": "good"}, {"word": text}]}
    with pytest.raises(ValidationError) as refused:
        Body().load({place: bodies[place]})
    assert isinstance(refused.value.messages, dict)
    assert list(refused.value.messages) == [place]


def test_what_is_text_passes() -> None:
    good = {"name": "𠮷野", "names": ["买买提·阿依古丽"], "inner": {"word": ""}, "inners": [{"word": "a"}]}
    assert Body().load(good) == good
