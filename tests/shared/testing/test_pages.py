"""What a browser without scripts makes of a page, and what it does not let a person do."""

from typing import Any

import pytest

from shared.testing.pages import Form, NotPossible, Page

PAGE = """<html><head><title>标题</title></head>
<body><nav class="menu"><a href="/menu">志愿填报</a></nav><form><button>English</button></form>
<main><template><p>看不见</p></template><h1>报名&amp;审核</h1>
<div class="errors" role="alert"><h2>原因</h2><ul><li><a href="#code">验证码不正确。</a></li></ul></div>
<p><a class="button" href="/next?a=1&amp;b=2">填报A志愿</a> <a href="/next/below">查看</a></p>
<dl class="summary"><div><dt>考生号</dt><dd>24500001</dd><dd class="change"><a href="/x">修改</a></dd></div></dl>
<section><h2>首次填报 <span class="chip">正在填报</span></h2><p>到<time>4月11日</time>截止</p></section>
<table><caption>名单</caption><thead><tr><th>考生号</th></tr></thead><tbody>
  <tr><td data-label="考生号"><a href="/files/1">24500001</a></td><td data-label="状态">未阅</td></tr></tbody></table>
<form method="post" action="/save" enctype="multipart/form-data">
  <input type="hidden" name="_form" value="token">
  <input name="name" value="张三" maxlength="4" required><input name="off" value="x" disabled>
  <textarea name="reason">
第一行
第二行</textarea>
  <select name="major"><option value="">不填</option><option value="01" selected>01 护理</option>
    <option>02</option></select>
  <label><input type="radio" name="decision" value="yes"></label>
  <label><input type="radio" name="decision" value="no"></label>
  <input type="checkbox" name="honours" value="A" checked><input type="checkbox" name="honours" value="B">
  <input type="checkbox" name="honours" value="C"><input type="file" name="photo">
  <button>保存</button><button name="step" value="later" formnovalidate>以后再填</button>
</form>
<form method="get" action="/find"><input name="q"><button>查找</button></form></main></body></html>
"""
PHOTO = ("照片.png", b"\x89PNG", "image/png")


@pytest.fixture
def page() -> Page:
    return Page(PAGE, "/here")


@pytest.fixture
def form(page: Page) -> Form:
    return page.form("decision")


def test_a_person_reads_words_lists_tables_and_refusals(page: Page) -> None:
    assert page.heading == "报名&审核"
    assert "看不见" not in page.text
    assert page.refusals == ["验证码不正确。"]
    assert page.main.rows() == {"考生号": "24500001"}
    section = page.section("首次填报")
    assert section is not None
    assert section.text == "首次填报 正在填报 到4月11日截止"
    line, = page.main.table("名单")
    assert (line["考生号"].href, line["状态"].text) == ("/files/1", "未阅")
    assert page.section("征集志愿") is None
    assert page.main.table("没有的名单") == []


def test_links_are_found_by_their_words_the_pages_own_before_the_menus(page: Page) -> None:
    assert page.link("填报") == page.link("A志愿") == "/next?a=1&b=2"
    assert page.link("志愿填报") == "/menu"
    assert page.menu == {"志愿填报": "/menu"}
    assert page.links_to("/next") == ["/next?a=1&b=2", "/next/below"]
    assert page.has_link("查看")
    assert not page.has_link("志愿填报")
    with pytest.raises(NotPossible, match="提交"):
        page.link("提交")


def test_a_form_is_sent_as_it_stands(form: Form) -> None:
    assert (form.action, form.is_post, form.has_files) == ("/save", True, True)
    assert form.sent().fields == [
        ("_form", "token"), ("name", "张三"), ("reason", "第一行\n第二行"), ("major", "01"), ("honours", "A")]
    assert form.held("major") == ["01"]


def test_what_is_typed_and_picked_goes_out_with_the_button_that_is_pressed(form: Form) -> None:
    sent = form.sent("以后再填", name="", reason="好", major="02", decision="no", honours=["B", "C"], photo=PHOTO)
    assert sent.fields == [("_form", "token"), ("name", ""), ("reason", "好"), ("major", "02"), ("decision", "no"),
                           ("honours", "B"), ("honours", "C"), ("step", "later")]
    assert sent.files == [("photo", PHOTO)]


@pytest.mark.parametrize(("button", "typed"), [
    ("", {"nowhere": "x"}), ("", {"_form": "forged"}), ("", {"off": "y"}), ("", {"name": "一二三四五"}),
    ("", {"major": "03"}), ("", {"decision": "maybe"}), ("", {"honours": ["A", "D"]}), ("", {"name": ""}),
    ("提交", {}),
], ids=["no such field", "hidden", "disabled", "too long", "not an option", "not a radio", "not a box",
        "left out", "no such button"])
def test_what_a_person_could_not_do_is_not_possible(form: Form, button: str, typed: dict[str, Any]) -> None:
    with pytest.raises(NotPossible):
        form.sent(button, **typed)


def test_what_the_forms_of_an_address_hold_is_found_by_name(page: Page) -> None:
    assert page.standing("/save") == {"_form": "token", "name": "张三", "reason": "第一行\n第二行", "major": "01",
                                      "honours": "A"}
    assert Page('<form action="/x"><input name="a" value="1"><input name="a" value="2"></form>').standing("/x") == {
        "a": ["1", "2"]}
    assert Page('<form><input name="a" value="1"></form>', "/here").standing("/here") == {"a": "1"}
    assert " ".join(" ".join(page.whole.pieces).split()).startswith("标题 志愿填报 English")
    with pytest.raises(NotPossible, match="/nowhere"):
        page.standing("/nowhere")


def test_a_form_that_is_not_there_or_not_alone_is_not_found(page: Page) -> None:
    assert page.form(button="查找").is_post is False
    assert not page.has_form(button="English")
    with pytest.raises(NotPossible, match="0 forms"):
        page.form("totp")
    with pytest.raises(NotPossible, match="2 forms"):
        page.form()
