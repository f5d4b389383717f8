"""What a page's outline holds."""

from selectolax.lexbor import LexborHTMLParser

from writethru.outline import outline

LINE = "The harbour ferry will stop running on Friday, the port authority said on Tuesday."


def shape(body):
    return outline(LexborHTMLParser(f"<body>{body}</body>"))


def test_runs_are_what_a_reader_sees():
    page = shape(f"<script>var a = '{LINE}'</script><p>{LINE}<svg><path/></svg> Mind the gap</p> <style>b</style>")
    assert [text.strip() for _, text in page.runs] == [LINE, "Mind the gap"]
