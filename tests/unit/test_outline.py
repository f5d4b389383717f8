"""What a page's outline holds."""

from selectolax.lexbor import LexborHTMLParser

from writethru.outline import outline

LINE = "The harbour ferry will stop running on Friday, the port authority said on Tuesday."


def shape(body):
    return outline(LexborHTMLParser(f"<body>{body}</body>"))


def test_runs_are_what_a_reader_sees():
    page = shape(f"<script>var a = '{LINE}'</script><p>{LINE}<svg><path/></svg> Mind the gap</p> <style>b</style>")
    assert [text.strip() for _, text in page.runs] == [LINE, "Mind the gap"]


def test_a_table_of_results_is_a_page_of_its_own_and_the_labels_of_an_empty_one_are_not():
    rows = "".join(f"<tr><td>Quay {number}</td><td>{number}-0</td></tr>" for number in range(40))
    labels = "<button>Menu</button><div>Search the harbour</div>" * 20
    assert shape(f"<table>{rows}</table>").boxes
    assert not shape(labels).boxes
