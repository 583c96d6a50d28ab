"""What is wrong with a page as it stands in a browser: its barriers, its shape on a narrow screen, its words."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
GRAVE = frozenset({"serious", "critical"})
RUN = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.map(each => ({id: each.id, impact: each.impact, help: each.help,
    nodes: each.nodes.map(node => node.target.join(" ") + " · " + (node.any[0]?.message ?? ""))}));
}"""
WIDER = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  const out = [...document.querySelectorAll("body *")].filter(each => each.getBoundingClientRect().right > wide + 1);
  return out.slice(0, 3).map(each => each.tagName + "." + each.className);
}"""
CUT = """() => [...document.querySelectorAll(".masthead, .masthead *")]
  .filter(each => each.clientWidth && each.scrollWidth > each.clientWidth + 1
    && getComputedStyle(each).overflowX !== "visible")
  .map(each => each.tagName + "." + each.className)"""
SQUEEZED = """() => [...document.querySelectorAll("body *")].filter(each => {
    const own = [...each.childNodes].filter(node => node.nodeType === 3);
    const words = own.map(node => node.textContent.trim()).join("");
    const line = parseFloat(getComputedStyle(each).fontSize), box = each.getBoundingClientRect();
    return words.length > 4 && box.width > 1 && box.width < 2.5 * line && box.height > 4 * line; })
  .map(each => each.textContent.trim().slice(0, 20))"""
GLUED = """() => [...document.querySelectorAll("body *")].filter(each => {
    const style = getComputedStyle(each);
    return /^(inline-)?flex$/.test(style.display) && !style.flexDirection.startsWith("column")
      && !parseFloat(style.columnGap)
      && [...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()
        && ((/^\\s/.test(node.textContent) && node.previousSibling?.matches?.("span[lang]"))
          || (/\\s$/.test(node.textContent) && node.nextSibling?.matches?.("span[lang]")))); })
  .map(each => each.textContent.trim().slice(0, 40))"""
THUMBED = "main button, main input:not([type=hidden]), main select, nav a, .acts a"
SMALL = """wanted => [...document.querySelectorAll(wanted)]
  .filter(each => { const box = each.getBoundingClientRect(); const label = each.closest("label");
    const high = label ? label.getBoundingClientRect().height : box.height;
    return box.height > 0 && high < 24; })
  .map(each => each.tagName + " " + (each.name || each.textContent).trim().slice(0, 20))"""
LATIN = re.compile(r"[A-Za-z][A-Za-z_]{2,}")
WRITTEN_SO = frozenset({
    "English", "Excel", "XLSX", "xlsx", "CSV", "csv", "PDF", "JPEG", "JPG", "PNG", "WebP", "HEIC", "SHA", "Python",
    "RFC", "YAML", "http", "https",
})
TEXT = """() => { const words = []; const skip = new Set(["CODE", "PRE", "SCRIPT", "STYLE", "TEMPLATE", "TIME"]);
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) { const at = walk.currentNode.parentElement;
    if (!at.closest([...skip].join(",")) && !at.closest("body [lang]")) words.push(walk.currentNode.textContent); }
  return words; }"""
ADDRESS = re.compile(r"\S+@\S+|https?://\S+|[0-9a-f]{16,}|\S*\.(?:xlsx|png|pdf|jpg)\b", re.IGNORECASE)


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def barriers(page: Page) -> list[str]:
    """What axe calls serious or critical."""
    page.wait_for_load_state()
    page.evaluate(_axe())
    found: list[dict[str, Any]] = page.evaluate(RUN)
    return [f"axe {each['id']} ({each['impact']}): {'; '.join(each['nodes'][:3])}" for each in found
            if each["impact"] in GRAVE]


def shape(page: Page) -> list[str]:
    """Wider than its window; without a heading; things too small for a thumb."""
    page.wait_for_load_state()  # a click comes back when the next page begins: it may have no element yet
    found = [f"wider than the window: {each}" for each in page.evaluate(WIDER)]
    found += [f"hides what stands beside it: {each}" for each in page.evaluate(CUT)]
    found += [f"one character to a line: {each}" for each in page.evaluate(SQUEEZED)]
    found += [f"loses the spaces between its words: {each}" for each in page.evaluate(GLUED)]
    headings = page.locator("h1").count()
    if headings != 1:
        found.append(f"{headings} first headings")
    if not page.title().split(" - ")[0].strip():
        found.append("no title")
    return found + [f"low: {each}" for each in page.evaluate(SMALL, THUMBED)]


def foreign(page: Page) -> Iterator[str]:
    """Latin words on a Chinese page that nobody writes so."""
    for text in page.evaluate(TEXT):
        for word in LATIN.findall(ADDRESS.sub("", text)):
            if word not in WRITTEN_SO:
                yield word


def untranslated(page: Page) -> list[str]:
    """Chinese sentences on an English page, outside of what people and provinces wrote themselves."""
    found: list[str] = page.evaluate(TEXT)
    return [text.strip() for text in found if re.search(r"[\u4e00-\u9fff]{2}", text)]
