"""How a person fills in a form: by its labels, as they read them."""

from playwright.sync_api import Page, expect


def fill(page: Page, **typed: str) -> None:
    """Type into fields by their names."""
    for name, value in typed.items():
        field = page.locator(f"main [name='{name}']").first
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def press(page: Page, text: str) -> None:
    """The button of this name."""
    page.locator("main").get_by_role("button", name=text, exact=True).first.click()


def follow(page: Page, text: str) -> None:
    """The link of this name."""
    page.get_by_role("link", name=text).first.click()


def says(page: Page, text: str) -> None:
    """It can be read on the page."""
    expect(page.locator("main")).to_contain_text(text)
