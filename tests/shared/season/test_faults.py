"""A season file is taken whole or refused with every fault, by path and line."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from shared.season import SeasonFaults, read
from shared.season.cli import season as command


@dataclass(frozen=True)
class Planted:
    """An error put into the true file: the text it replaces (once), and where it must be found."""

    old: str
    new: str
    path: str
    at: str  # a piece of the line on which it must be reported, after planting
    says: str


DOUBLE = '{code: "5001", name: 重庆甲学院, phones: [{printed: 023-62485678, dial: "+862362485678"}]}'

FIFTEEN = [
    Planted("year: 2024\n", "year: 10:00\n", "year", "year: 10:00", "整数"),
    Planted("number: 渝教考发", "numbr: 渝教考发", "sources[0].numbr", "numbr:", "未知的项"),
    Planted("cash: false", "cash: no", "fee.cash", "cash: no", "true或false"),
    Planted("closes_at: 2024-01-09T17:00", "closes_at: 2024-02-30T17:00", "roster.closes_at", "02-30", "日期"),
    Planted("closes_at: 2024-03-05T17", "closes_at: 2024-02-25T17", "windows[2].closes_at", "02-25T17", "晚于开始"),
    Planted(
        "2024-02-26T10:00\n    closes_at: 2024-03-01",
        "2024-01-18T16:00\n    closes_at: 2024-03-01",
        "windows[1]",
        "id: registration-2\n",
        "重叠",
    ),
    Planted(
        "title: 院校确认\n    categories: [VETERAN, AWARD]",
        "title: 院校确认\n    categories: [VETERAN, SOLDIER]",
        "windows[4].categories[1]",
        "SOLDIER",
        "未知的类别",
    ),
    Planted("return_by: 2024-04-22T18", "return_by: 2024-04-12T13", "rounds[0].return_by", "04-12T13", "晚于下发"),
    Planted("down_at: 2024-04-30T15:00", "down_at: 2024-04-29T15:00", "rounds[2]", 'no: "3"', "轮次顺序"),
    Planted("policy: SEND\n  sample: true\n", "policy: SEND\n", "when_full", "when_full:", "缺少依据"),
    Planted(
        "id: payment-closing,", "id: payment-opens,", "reminders[5].id", "opens, template: payment_closing", "重复"
    ),
    Planted("window: confirmation,", "window: confirming,", "reminders[6].window", "confirming", "未知的窗口"),
    Planted('dial: "+862362652437"', 'dial: "62652437"', "colleges.items[1].phones[0].dial", '"62652437"', "电话"),
    Planted(
        "\nsource_colleges:", f"    - {DOUBLE}\n\nsource_colleges:", "colleges.items[21].code", "重庆甲学院", "院校代码"
    ),
    Planted(
        "网络工程, seats: {VETERAN: ", "网络工程, seats: {VETERAN: -", "plan.majors[0].seats.VETERAN", ": -", "整数"
    ),
]

MORE = [
    Planted("windows:\n", "windows:\n  - windows\n", "windows[0]", "- windows\n", "一段"),
    Planted(
        "title: 院校确认\n    categories: [VETERAN, AWARD]",
        "title: 院校确认\n    categories: VETERAN",
        "windows[4].categories",
        "categories: VETERAN\n",
        "列表",
    ),
    Planted(
        "    opens_at: 2024-03-01T10:00\n    closes_at: 2024-03-08",
        "    closes_at: 2024-03-08",
        "windows[3].opens_at",
        "id: payment\n",
        "缺少此项",
    ),
    Planted("2024-03-08T17:00", "2024-3-8 17:00", "windows[3].closes_at", "2024-3-8", "日期"),
    Planted("2024-03-08T17:00", "2042-03-08T17:00", "windows[3].closes_at", "2042", "2024年前后"),
    Planted("2024-03-08T17:00", "17:00", "windows[3].closes_at", "closes_at: 17:00", "日期"),
    Planted("2024-03-08T17:00", "", "windows[3].closes_at", "closes_at: \n", "不能为空"),
    Planted(
        '{college: "5001", code: "080903"',
        '{college: "5099", code: "080903"',
        "plan.majors[0].college",
        "5099",
        "未知的院校代码",
    ),
    Planted(
        '{college: "5001", code: "080703"',
        '{college: "5001", code: "080903"',
        "plan.majors[1].code",
        "通信工程, s",
        "重复的院校专业",
    ),
    Planted("seats: {VETERAN: 6,", "seats: {VETERANS: 6,", "plan.majors[0].seats.VETERANS", "VETERANS", "未知的类别"),
    Planted('dial: "+862362652437"', 'dial: "+862362652438"', "colleges.items[1].phones[0].dial", "652438", "不符"),
    Planted("source: ordinary-2025", "source: ordinary-2026", "publicity.source", "ordinary-2026", "未知的来源"),
    Planted("choices: [A, B, C]", "choices: [A, B, C, C]", "filings[0].choices[3]", "[A, B, C, C]", "重复的志愿"),
    Planted(
        '"2"\n    batch: MAIN\n    choice: B',
        '"2"\n    batch: MAIN\n    choice: D',
        "rounds[1].choice",
        ": D\n",
        "没有这个志愿",
    ),
    Planted("mode: SINGLE", "mode: RANDOM", "filings[1].mode", "RANDOM", "应为SEQUENTIAL、PARALLEL、SINGLE之一"),
    Planted("majors_per_choice: 3", "majors_per_choice: 0", "filings[0].majors_per_choice", "_choice: 0", "大于0"),
    Planted("majors_per_choice: 3", "majors_per_choice: 00", "filings[0].majors_per_choice", "_choice: 00", "大于0"),
    Planted("digits: 6\n    ttl", "digits: 3\n    ttl", "account.code.digits", "digits: 3", "4至8"),
    Planted("digits: 6\n    ttl", "digits: 0\n    ttl", "account.code.digits", "digits: 0", "4至8"),
    Planted("digits: 6\n    ttl", "digits: 9\n    ttl", "account.code.digits", "digits: 9", "4至8"),
    Planted("one_phone_once: true", "one_phone_once: false", "account.one_phone_once", "once: false", "应为true"),
    Planted("[candidate_number, id_number]", "[candidate_number, phone]", "account.sign_in_with[1]", " phone]", "应为"),
    Planted("ttl: 180s", "ttl: 3分钟", "account.code.ttl", "3分钟", "时长"),
    Planted("window: payment, edge: closes,", "window: payment,", "reminders[5]", "id: payment-closing", "二者取一"),
    Planted(
        "authority: education_commission",
        "authority: commission",
        "categories[1].review[1].authority",
        ": commission\n",
        "未知的审核单位",
    ),
    Planted("down_at: 2024-04-12T14", "down_at: 2024-04-11T14", "rounds[0].down_at", "04-11T14", "下发早于窗口"),
    Planted("returns_from: 2024-05-09T12", "returns_from: 2024-05-09T09", "rounds[3].returns_from", "T09", "早于下发"),
    Planted(
        "visible_at: 2024-05-10",
        "visible_at: 2024-05-09",
        "rounds[3].results.visible_at",
        "le_at: 2024-05-09",
        "返回截止",
    ),
    Planted(
        "visible_at: 2024-05-08T10", "visible_at: 2024-05-08T11", "rounds[0].results.visible_at", "05-08T11", "征集志愿"
    ),
    Planted("closes_at: 2024-04-11T17:00", "closes_at: 2024-04-11T18:00", "windows[5].closes_at", "11T18", "所引原句"),
    Planted(
        "title: 征集志愿填报\n    categories: [VETERAN, AWARD]",
        "title: 征集志愿填报\n    categories: [VETERAN]",
        "batches[1]",
        "code: S1, title",
        "缺少填报窗口：技能竞赛免试生",
    ),
    Planted(
        "sms_signature: 重庆市教育考试院", "sms_signature: 重庆市高等教育招生考试院", "authority.sms_signature",
        "高等教育招生", "短信签名",
    ),
    Planted("sms_signature: 重庆市", "sms_signature: 【重庆市】", "authority.sms_signature", "【重", "短信签名"),
    Planted("province: 重庆市", "province: &here 重庆市", "province", "&here", "锚点"),
    Planted("province: 重庆市", "province: 重庆市\nprovince: 湖南省", "province", "湖南省", "重复的项"),
    Planted("format: 1", "format: 2", "format", "format: 2", "格式版本"),
    Planted("preset: CQ", "preset: [[[[[[[[[[[[[]]]]]]]]]]]]]\nold: CQ", "preset" + "[0]" * 11, "preset: [[", "过深"),
    Planted("code: chongqing-2024-exempt", "code: [chongqing", "(file)", "intake: chong", "YAML语法"),
    Planted("province: 重庆市", r'province: "\UFFFFFFFF"', "(file)", "UFFFFFFFF", "YAML语法"),
    Planted("province: 重庆市", r'province: "\U00110000"', "(file)", "U00110000", "YAML语法"),
    Planted("province: 重庆市", r'province: "重庆\uD800"', "province", "uD800", "不能使用的字符"),
    Planted("province: 重庆市", r'province: "重庆\0"', "province", r"\0", "不能使用的字符"),
    Planted("province: 重庆市", 'province: 重庆市\n"\\uD800": x', "(file)", "uD800", "不能使用的字符"),
]


def planted(text: str, errors: list[Planted]) -> str:
    for error in errors:
        assert error.old in text, error.old
        text = text.replace(error.old, error.new, 1)
    return text


def line_of(text: str, error: Planted) -> int:
    assert error.at in text, error.at
    return text[: text.index(error.at)].count("\n") + 1


def faults_of(text: str | bytes) -> list[tuple[str, int, str]]:
    with pytest.raises(SeasonFaults) as refused:
        read(text)
    return [(fault.path, fault.line, fault.message) for fault in refused.value.faults]


def test_one_file_with_fifteen_errors_yields_exactly_these_fifteen_lines(text: str, tmp_path: Path) -> None:
    wrong = planted(text, FIFTEEN)
    file = tmp_path / "wrong.yaml"
    file.write_text(wrong, encoding="utf-8")

    answer = CliRunner().invoke(command, ["check", str(file)])

    expected = sorted((line_of(wrong, error), error.path) for error in FIFTEEN)
    printed = answer.output.splitlines()
    assert len(expected) == len(printed) == 15
    assert [f"{file}:{line}: {path}: " for line, path in expected] == [
        line[: line.index(": ", len(str(file)) + 6) + 2] for line in printed
    ]
    assert answer.exit_code == 1
    for error in FIFTEEN:
        assert any(f": {error.path}: " in line and error.says in line for line in printed), error.path


@pytest.mark.parametrize("error", MORE, ids=lambda error: f"{error.path} {error.at.strip()}")
def test_one_planted_error_is_one_fault_with_its_path_and_line(short: str, error: Planted) -> None:
    wrong = planted(short, [error])
    [(path, line, message)] = faults_of(wrong)
    assert (error.path, line_of(wrong, error)) == (path, line)
    assert error.says in message


def test_the_true_file_is_taken(file: Path) -> None:
    answer = CliRunner().invoke(command, ["check", str(file)])
    assert (answer.exit_code, "合格" in answer.output) == (0, True)


def test_show_puts_each_rule_beside_its_sentence_and_each_moment_in_order(file: Path) -> None:
    answer = CliRunner().invoke(command, ["show", str(file)])
    assert answer.exit_code == 0
    assert "2024-04-12 14:00  round.1.down" in answer.output
    assert "rounds[0]  〔渝教考发〔2024〕24号〕\n    4月12日14:00，市教育考试院" in answer.output
    assert "when_full  ［样例］" in answer.output


def test_an_absent_file_is_an_error_of_use(tmp_path: Path) -> None:
    assert CliRunner().invoke(command, ["check", str(tmp_path / "none.yaml")]).exit_code == 2


def test_plain_scalars_that_yaml_would_change_stay_text(short: str) -> None:
    changed = short.replace("title: 个人一等功", "title: 10:00").replace('code: "5001"', "code: 0501")
    season = read(changed.replace('college: "5001"', "college: 0501"))
    assert season.honours is not None
    assert (season.honours.items[0].title, season.colleges.items[0].code) == ("10:00", "0501")


def bomb() -> str:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    return "\n".join(rows)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (b"", "赛季"),
        (b"[]", "赛季"),
        (b"code: \xff", "UTF-8"),
        (b"code: \x00", "YAML语法"),
        (b"a: 1\n---\nb: 2\n", "一份YAML文档"),
        (b"? [a]\n: b\n", "键须为文字"),
        (b"x" * (256 * 1024 + 1), "文件过大"),
        (b"[" * 20_000, "嵌套过深"),
        (b"a: [" + b"x," * 20_000 + b"]", "内容过多"),
        (b"a: !!python/object/apply:os.system [ls]", "标签"),
        (bomb().encode(), "别名"),
    ],
)
def test_what_is_no_season_or_would_hurt_is_refused(source: bytes, says: str) -> None:
    assert any(says in message for _, _, message in faults_of(source))


def test_a_document_above_200_kib_is_refused(short: str) -> None:
    rules = "".join(f"  - {{id: long-{n}, about: filing, title: {'长' * 3900}, sample: true}}\n" for n in range(16))
    [(path, _, message)] = faults_of(short.replace("\nplan:\n", f"\nrules:\n{rules}\nplan:\n"))
    assert (path, "过大" in message) == ("(file)", True)


def test_a_file_on_disk_its_bytes_and_its_text_are_one(file: Path, text: str) -> None:
    assert read(file) == read(text) == read(text.encode()) == read(b"\xef\xbb\xbf" + text.encode())


def test_a_document_survives_json_and_ignores_keys_of_a_newer_house(text: str) -> None:
    season = read(text)
    document = json.loads(json.dumps(season.document()))
    assert season == type(season).from_document(document | {"new_key": 1})
    assert len(json.dumps(document, ensure_ascii=False).encode()) <= 200 * 1024
