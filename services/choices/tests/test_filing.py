"""One press of save: acknowledged with a receipt, read back from storage, told without its content."""

from services.choices.tests.desk import CLOSES, LI, ZHANG, Desk, number_of, problem


def test_a_choice_is_saved_and_read_back_from_storage(desk: Desk) -> None:
    made = desk.save("A", "10001", ["01", "02"])
    assert made.status_code == 200, made.text
    assert made.json["saved"] == ["A"]
    assert made.json["unsaved"] == ["B", "C"]
    assert made.json["saved_at"] == "2030-04-10T12:00:00+08:00"
    assert made.json["text"] == (
        "A志愿保存成功。院校：10001 样例大学；专业1：01 软件工程；专业2：02 网络工程；专业3：未填。"
        f"保存时间：4月10日12:00:00（以服务器时间为准）。回执号：{made.json['receipt']}。B志愿、C志愿尚未保存。"
        "4月11日17:00前可以修改，以截止前最后一次保存的内容为准。请到“信息查看—志愿信息”核对后再退出。"
    )
    kept = desk.filed()
    assert kept["choices"] == [{
        "label": "A", "college": "10001", "college_name": "样例大学",
        "majors": [{"code": "01", "name": "软件工程"}, {"code": "02", "name": "网络工程"}],
    }]
    assert (kept["receipt"], kept["revision"], kept["candidate_number"]) == (
        made.json["receipt"], 1, number_of(ZHANG))


def test_each_choice_is_saved_alone_and_the_last_save_counts(desk: Desk) -> None:
    desk.save("A", "10001", ["01"])
    desk.save("B", "10002", ["03"])
    made = desk.save("A", "10003", ["05"])
    assert made.json["saved"] == ["A", "B"]
    assert made.json["revision"] == 3
    assert [(each["label"], each["college"]) for each in desk.filed()["choices"]] == [("A", "10003"), ("B", "10002")]


def test_a_choice_is_cleared_and_what_is_not_there_is_not(desk: Desk) -> None:
    desk.save("A")
    desk.save("B", "10002", ["01"])
    assert desk.clear("A").json["saved"] == ["B"]
    assert problem(desk.clear("A")) == (409, "nothing_saved")
    assert [each["label"] for each in desk.filed()["choices"]] == ["B"]


def test_what_is_saved_is_told_without_its_content(desk: Desk) -> None:
    desk.save("A")
    desk.save("A", "10002", ["01"])
    desk.clear("A")
    desk.home.settle()
    saved = desk.told.events("filing_saved")
    assert [(each.label, each.revision, each.cleared, each.known_device) for each in saved] == [
        ("A", 1, False, False), ("A", 2, False, True), ("A", 3, True, True)]
    assert [each.saved for each in desk.told.events("filing_progressed") if each.account == ZHANG] == [[], ["A"], []]
    assert not any(b"10002" in each.body for each in desk.told.messages)


def test_a_save_of_what_one_has_not_seen_is_refused_when_one_says_so(desk: Desk) -> None:
    tag = desk.save("A").headers["ETag"]
    assert desk.save("A", "10002", headers={"If-Match": tag}).status_code == 200
    assert desk.save("A", "10003", ["05"], headers={"If-Match": tag}).status_code == 412
    assert desk.filed()["choices"][0]["college"] == "10002"


def test_a_save_repeated_with_its_key_is_one_revision(desk: Desk) -> None:
    first = desk.save("A", headers={"Idempotency-Key": "press-1"})
    again = desk.save("A", headers={"Idempotency-Key": "press-1"})
    assert again.json == first.json
    assert [row["revision"] for row in desk.facts("save")] == [1]


def test_everybody_has_a_filing_of_their_own(desk: Desk) -> None:
    desk.save("A", "10001", account=ZHANG)
    desk.save("A", "10002", account=LI)
    assert desk.filed(ZHANG)["choices"][0]["college"] == "10001"
    assert desk.filed(LI)["choices"][0]["college"] == "10002"


def test_facts_say_who_saved_what_labels_and_when(desk: Desk) -> None:
    desk.save("A")
    desk.save("C", "10002", ["03"])
    first, second = desk.facts("save")
    assert (first["account"], first["batch"], first["revision"], first["label"]) == (ZHANG, "MAIN", 1, "A")
    assert second["received_at"] == "2030-04-10T04:00:00+00:00"
    assert second["closes_at"] == "2030-04-11T09:00:00+00:00"
    [filing] = desk.facts("filing")
    assert (filing["saved"], filing["revision"], filing["leaf"]) == (["A", "C"], 2, None)
    assert "10001" not in str([first, second, filing])


# -- a category that changes after filing -----------------------------------------------------------------------------


def test_what_does_not_hold_in_a_new_category_goes_when_the_first_choice_is_saved_in_it(desk: Desk) -> None:
    """Saved in the old category none of them goes down any more; saved anew, all of them would be of the new one."""
    desk.save("A", "10001", ["02"])  # no seats for awards
    desk.save("B", "10002", ["01"])
    desk.settle(ZHANG, category="AWARD", tier="NAT1", revision=2)
    made = desk.save("C", "10003", ["05"])
    assert (made.json["saved"], made.json["unsaved"]) == (["B", "C"], ["A"])
    assert [each["label"] for each in desk.filed()["choices"]] == ["B", "C"]
    desk.home.settle()
    told = [(each.label, each.cleared) for each in desk.told.events("filing_saved")]
    assert told[-2:] == [("A", True), ("C", False)]


def test_a_new_device_is_told_as_new_once_however_many_choices_go_with_the_category(desk: Desk) -> None:
    desk.save("A", "10001", ["02"])
    desk.save("B", "10002", ["03"])  # neither has seats for awards
    desk.settle(ZHANG, category="AWARD", tier="NAT1", revision=2)
    desk.save("C", "10003", ["05"], headers={"X-Longmen-Device": "another"})
    desk.home.settle()
    told = [(each.label, each.known_device) for each in desk.told.events("filing_saved")]
    assert told[-3:] == [("A", False), ("B", True), ("C", True)]


def test_a_college_whose_choice_goes_with_the_category_may_be_filed_again(desk: Desk) -> None:
    desk.save("A", "10001", ["02"])
    desk.settle(ZHANG, category="AWARD", tier="NAT1", revision=2)
    assert desk.save("B", "10001", ["01"]).json["saved"] == ["B"]


def test_clearing_a_choice_puts_no_other_into_the_new_category(desk: Desk) -> None:
    desk.save("A", "10001", ["02"])
    desk.save("B", "10002", ["01"])
    desk.settle(ZHANG, category="AWARD", tier="NAT1", revision=2)
    desk.clear("B")
    desk.go_to(CLOSES)
    desk.home.settle()
    assert [each.category for each in desk.told.events("filing_finalised")] == ["VETERAN"]
