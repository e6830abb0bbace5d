"""A name is found however it is written, and no other word for it."""

import pytest

from scr_portal.forgetting.names import PersonNames

SIAN = PersonNames(["Siân O'Brien-Field"])


@pytest.mark.parametrize(
    "written",
    [
        "Siân O'Brien-Field",
        "SIÂN O’BRIEN FIELD",
        "Sia\u0302n OBrien\u00a0Field",
        "sian-obrien-field",
        "sian_o_brien_field",
        "Sian%20O'Brien%20Field",
        "Siân O'Bri-\n   en Field",
        "Siân O'Bri\x02\nen Field",
        "Siân O'Bri\u00aden Field",
        "Siân&nbsp;O'Brien-Field",
        "<b>Siân</b> <i>O'Brien-Field</i>",
        "Siân\r\n\tO'Brien - Field",
        "ＳＩＡＮ ＯＢＲＩＥＮ ＦＩＥＬＤ",
    ],
)
def test_it_is_found_however_it_is_written(written):
    assert [found[0] for found in SIAN.find(f"So {written}’s words.")] == [
        written.removeprefix("<b>").removesuffix("</i>")
    ]


@pytest.mark.parametrize(
    "other",
    ["Siân, O'Brien-Field", "Siânna O'Brien-Field", "Siân O'Brien-Fields", "Siân", "Mersiân O'Brien-Field"],
)
def test_others_are_left(other):
    assert SIAN.find(other) == []


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Łukasz Þór", "Lukasz Thor"),
        ("Lukasz Thor", "ŁUKASZ ÞÓR"),
        ("Weiß", "WEISS"),
        ("Weiss", "Weiß"),
        ("Fiona", "ﬁona"),
        ("Ffion", "ﬀion"),
        ("Griffith", "Griﬃth"),
        ("Søren", "Soren"),
        ("İpek", "Ipek"),
        ("J. S.", "j.s"),
        ("Νίκος", "ΝΙΚΟΣ"),
        ("Марія", "МАРІЯ"),
        ("محمد", "محمد"),
    ],
)
def test_letters_that_are_typed_as_others_are_understood(name, written):
    assert PersonNames([name]).remove(f"So {written}, they said.") == "So [name removed], they said."


@pytest.mark.parametrize(
    ("name", "address", "left"),
    [
        ("Zoë", "q=Zo%C3%AB&state=draft", "q=%5Bname%20removed%5D&state=draft"),
        ("Zoë", "q=zo%c3%ab", "q=%5Bname%20removed%5D"),
        ("Zoë", "/find/?next=%2Ffind%2F%3Fq%3DZo%25C3%25AB", "/find/?next=%2Ffind%2F%3Fq%3D%255Bname%2520removed%255D"),
        ("O'Brien", "q=O%27Brien+said", "q=%5Bname%20removed%5D%20said"),
        ("O'Brien", "q=O%E2%80%99Brien", "q=%5Bname%20removed%5D"),
        ("Siân O'Brien", "e=1&q=%22Si%C3%A2n+O%27Brien%22", "e=1&q=%22%5Bname%20removed%5D%22"),
        ("Field", "q=Smith%2CField", "q=Smith%2C%5Bname%20removed%5D"),
        ("Νίκος", "q=%CE%9D%CE%AF%CE%BA%CE%BF%CF%82", "q=%5Bname%20removed%5D"),
        ("Zoë", "q=Zo%C3%ABtrope+50%25&r=%FF%", "q=Zo%C3%ABtrope+50%25&r=%FF%"),
        ("Brien", "100%ab of Brien", "100%ab of [name removed]"),
    ],
)  # fmt: skip
def test_it_is_found_in_addresses_that_write_signs_as_numbers(name, address, left):
    names = PersonNames([name])

    assert names.remove(address) == left
    assert len(names.find(address)) == (left != address)


def test_the_whole_name_goes_before_a_part_of_it():
    assert (
        PersonNames(["Brien", "Siân Brien"]).remove("Siân Brien and Brien")
        == "[name removed] and [name removed]"
    )


def test_lines_stay_as_many():
    assert PersonNames(["Siân Brien"]).remove("One\nSiân\nBrien\nfour").count("\n") == 3
