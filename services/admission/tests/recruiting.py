"""The sample season with three choices, four rounds and a supplementary filing: Chongqing 2024 exempt, in small."""

from shared.season import Season, read
from shared.testing.seasons import sample_text

CHANGES = {
    "batches: [{code: MAIN, title: 首次填报}]": "batches: [{code: MAIN, title: 首次填报}, {code: S1, title: 征集志愿}]",
    "{id: filing, kind: filing,": "{id: filing-first, kind: filing,",
    "window: filing, edge: closes": "window: filing-first, edge: closes",
    "declaration: {": """\
  - {id: filing-supplementary, kind: filing, title: 征集志愿填报, categories: [VETERAN], batch: S1,
     opens_at: 2030-05-08T10:00, closes_at: 2030-05-08T16:00, to_be_announced: true, sample: true}
declaration: {""",
    "choices: [A], majors_per_choice: 3, save: PER_CHOICE, sample: true}": """choices: [A, B, C], majors_per_choice: 3,
     save: PER_CHOICE, sample: true}
  - {batch: S1, mode: SINGLE, unit: COLLEGE_MAJORS, choices: [A], majors_per_choice: 3, save: PER_CHOICE, sample: true}
supplementary: {batch: S1, round: S1, cancelled_without_vacancy: true, earlier_choices_count: false, sample: true}
award_tiers: {sample: true, items: [{code: NAT1, title: 一等奖}, {code: NAT2, title: 二等奖}]}
seat_flow: {to_season: sample-2030-ordinary, at: 2030-05-09T18:00, sample: true}""",
    "selection: {modes: [现场]": """\
  - {no: "2", batch: MAIN, choice: B, title: 第二志愿, down_at: 2030-04-23T12:00, return_by: 2030-04-29T18:00,
     sample: true, results: {visible_at: 2030-05-08T10:00, sample: true}}
  - {no: "3", batch: MAIN, choice: C, title: 第三志愿, down_at: 2030-04-30T15:00, return_by: 2030-05-07T12:00,
     sample: true, results: {visible_at: 2030-05-08T10:00, sample: true}}
  - {no: S1, batch: S1, choice: A, title: 征集志愿, down_at: 2030-05-09T10:00, returns_from: 2030-05-09T12:00,
     return_by: 2030-05-09T18:00, sample: true, results: {visible_at: 2030-05-10T10:00, sample: true}}
selection: {modes: [线上, 线下]""",
    "when_full: {policy: SKIP": "when_full: {policy: SEND",
    'items: [{code: "10001", name: 样例大学, phones: [{printed: 010-00000000, dial: "+861000000000"}]}]': """items:
    - {code: "5001", name: 样例大学, phones: [{printed: 010-00000000, dial: "+861000000000"}]}
    - {code: "5002", name: 样例学院, phones: [{printed: 010-00000001, dial: "+861000000001"}]}""",
    '{college: "10001", code: "01", name: 软件工程, seats: {VETERAN: 10}}': """
    {college: "5001", code: "01", name: 软件工程, seats: {VETERAN: 10}},
    {college: "5002", code: "02", name: 护理学, seats: {VETERAN: 5}}""",
}


def recruiting_season() -> Season:
    """That season."""
    text = sample_text()
    for was, becomes in CHANGES.items():
        assert text.count(was) == 1, f"{was!r} stands {text.count(was)} times in the sample season"
        text = text.replace(was, becomes)
    return read(text.encode())
