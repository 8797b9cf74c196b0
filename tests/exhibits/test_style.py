"""Pictures are the same bytes every time, at the size of their slot, with text as text."""

import logging
import re

from kpilib.exhibits import fonts
from kpilib.exhibits.style import Slot, canvas, clean, picture


def _draw(axes, slot):
    axes.plot([0, 1], [0, 1])
    axes.set_xticks([0, 1], ["Ağ ığü", "$5 or $10"], weight=slot.weight(600))


def test_equal_input_gives_equal_bytes_and_no_global_style():
    svg = picture(_draw, Slot("half", 56), salt="a")
    assert svg == picture(_draw, Slot("half", 56), salt="a")
    assert "<style" not in svg
    assert "metadata" not in svg
    assert "<!--" not in svg


def test_every_id_carries_the_name_of_its_picture():
    svg = picture(_draw, Slot("half", 56), salt="a")
    assert all(name.startswith("a-") for name in re.findall(r'\bid="([^"]+)"', svg))


def test_size_is_that_of_the_slot_in_points():
    svg = picture(_draw, Slot("half", 56), salt="a")
    width, height = map(float, re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', svg).groups())
    assert round(width / 72 * 25.4, 2) == 83
    assert round(height / 72 * 25.4, 2) == 56


def test_text_stays_text_and_a_dollar_sign_is_money():
    svg = picture(_draw, Slot("half", 56), salt="a")
    assert ">$5 or $10</text>" in svg
    assert ">Ağ ığü</text>" in svg


def test_chinese_labels_find_their_face_without_a_warning(caplog):
    def draw(axes, slot):
        axes.set_title("互動率 觸及", weight=slot.weight(600))

    with caplog.at_level(logging.WARNING, logger="matplotlib"):
        svg = picture(draw, Slot("half", 30, "TC", True), salt="a")
    assert "Noto Sans CJK TC" in svg
    assert caplog.records == []


def test_emoji_of_a_client_get_a_face_and_control_characters_a_sign():
    assert fonts.showable("a\x00b \ue000", "SC") == "a\ufffdb \ufffd"
    assert "Noto Emoji" in fonts.families_for("🎉", "SC")
    assert fonts.families_for("plain", None) == ["Fira Sans", "Noto Sans CJK SC"]


def test_clean_renames_links_to_ids():
    assert clean('<?xml?><svg ><use xlink:href="#m1"/><g clip-path="url(#p1)"/></svg>', "x").count("x-") == 2


def test_a_canvas_for_analysts_has_the_size_of_a_slot():
    import matplotlib.pyplot as plt

    figure, axes = canvas("third", 40)
    assert [round(side * 25.4) for side in figure.get_size_inches()] == [54, 40]
    assert axes.get_figure() is figure
    plt.close(figure)


def test_a_label_that_holds_chinese_is_measured_in_the_chinese_face():
    from kpilib.exhibits.charts.axes import rows_axis

    def start(label):
        source = picture(lambda axes, slot: rows_axis(axes, [label]), Slot("half", 30, "SC", True), salt="t")
        return float(re.search(r'x="([\d.]+)"[^>]*>[^<]*LinkedIn', source)[1])

    # Two letters of the Chinese face are as wide as two squares of 7.5 points.
    assert start("LinkedIn 数据") - start("LinkedIn") > 15 + 2


def test_a_quoted_tag_in_a_clients_text_is_no_link():
    def draw(axes, slot):
        axes.set_title('posts with "#sale"')

    assert 'posts with "#sale"</text>' in picture(draw, Slot("half", 30), salt="t")
