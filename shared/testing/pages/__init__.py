"""A page as a browser without scripts has it: its words, its links, its forms with what stands in them."""

from shared.testing.pages.elements import Element
from shared.testing.pages.forms import File, Form, NotPossible, Sent, Typed
from shared.testing.pages.page import Page

__all__ = ["Element", "File", "Form", "NotPossible", "Page", "Sent", "Typed"]
