"""On an English page what stays Chinese says so: for the voice that reads it."""

from shared.web.chinese import marked
from tests.shared.web.site import Site, browser

HAN = '<span lang="zh-CN">{}</span>'


def test_each_run_is_marked_with_what_belongs_to_it() -> None:
    for text in ("第一志愿", "2024年重庆市专升本", "网上报名（第一阶段）", "渝教考函〔2024〕7号"[:4]):
        assert marked(f"<p>Results of {text} tomorrow</p>") == f"<p>Results of {HAN.format(text)} tomorrow</p>"
    assert marked("<p>5001 重庆邮电大学 (A)</p>") == f"<p>5001 {HAN.format('重庆邮电大学')} (A)</p>"


def test_nothing_is_marked_twice_nor_inside_what_holds_no_element() -> None:
    for html in ('<button lang="zh-CN">中文<br>中文</button>', "<title>首页</title>", "<option>Any</option>",
                 "<textarea>理由</textarea>", '<p title="首页" data-label="姓名">x</p>'):
        assert marked(html) == html
    assert marked('<b lang="zh-CN">中<i>文</i></b>字') == f'<b lang="zh-CN">中<i>文</i></b>{HAN.format("字")}'
    assert marked('<html lang="en"><p>字</p>') == f'<html lang="en"><p>{HAN.format("字")}</p>'


def test_an_option_says_it_itself() -> None:
    assert marked("<option selected>5001 普通</option>") == '<option lang="zh-CN" selected>5001 普通</option>'
    assert marked('<option lang="zh-CN">普通</option>') == '<option lang="zh-CN">普通</option>'


def test_a_chinese_page_stays_as_it_is(site: Site) -> None:
    client = browser(site.app())
    assert HAN.format("页面样式") not in client.get("/notify/style").text
    client.set_cookie("lang", "en")
    assert HAN.format("页面样式") in client.get("/notify/style").text
