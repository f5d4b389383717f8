"""Datelines in the ways that agencies write them, and openings that are none."""

import pytest

from writethru.datelines import read_dateline


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("KESTOR (Reuters) - The ferry stopped.", "KESTOR (Reuters)"),
        ("KESTOR, Ardavia (AP) — The ferry stopped.", "KESTOR, Ardavia (AP)"),
        ("NEW KESTOR, Nov. 5 (Xinhua) -- The ferry stopped.", "NEW KESTOR, Nov. 5 (Xinhua)"),
        ("KESTOR — The ferry stopped.", "KESTOR"),
        ("MADRID, 3 mar (EFE).- El transbordador paró.", "MADRID, 3 mar (EFE)"),
        ("Madrid, 3 mars (AFP) - Le bac est à quai.", "Madrid, 3 mars (AFP)"),
        ("Hamburg (dpa/lno) - Die Fähre liegt am Kai.", "Hamburg (dpa/lno)"),
        ("SÃO PAULO (Reuters) - A balsa parou.", "SÃO PAULO (Reuters)"),
        ("(ANSA) - ROMA, 03 MAR - Il traghetto è fermo.", "(ANSA) - ROMA, 03 MAR"),
        ("ANKARA (AA) - Vapur durdu.", "ANKARA (AA)"),
        ("МОСКВА, 5 мар — РИА Новости. Паром стоит.", "МОСКВА, 5 мар — РИА Новости"),
        ("القاهرة (رويترز) - توقفت العبارة.", "القاهرة (رويترز)"),
        ("新华社北京3月5日电 渡轮停运。", "新华社北京3月5日电"),
        ("【ロンドン共同】フェリーが止まった。", "【ロンドン共同】"),
        ("The ferry stopped on Friday - again.", ""),
        ("BREAKING — The ferry stopped.", ""),
        ("A - B", ""),
        ("KESTOR (Reuters) -", ""),
        ("Quay Lines (QLX) - the ferry's owner - lost money.", ""),
        ("", ""),
    ],
)
def test_datelines_are_told_from_other_openings(text, dateline):
    assert read_dateline(text) == dateline
