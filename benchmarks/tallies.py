"""What was found of each kind by each system, and how it is printed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from readings import Reading, told_apart

from writethru.elements import Change, EditClass, Op, Touch
from writethru.text import fold

# How ours told what it found, in per cent of what it found or, of what is named, of all.
SHARES = ("class right", "touched right", "touched alone", "one operation", "named")


@dataclass(frozen=True, slots=True)
class Expected:
    """What should be told of a difference: nothing when it is not `wanted`; None and "" where nothing is expected.

    `target` is the folded text that was edited, `touched` are the facts of which any is right and no other is.
    """

    wanted: bool = True
    edit_class: EditClass | None = None
    touched: tuple[Touch, ...] | None = None
    op: Op | None = None
    field: str = ""
    target: str = ""
    item: str = ""


@dataclass
class Count:
    """One kind, one system; `not_held` are misses in paragraphs that it had not read, `refused` pages not compared."""

    looks: int = 0
    told: int = 0
    doubtful: int = 0
    not_held: int = 0
    refused: int = 0
    shares: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))


class Tally:
    """Counts by kind and system; what goes wrong in kinds that begin with `show` is printed as it comes."""

    def __init__(self, names: Sequence[str], show: str) -> None:
        self.names, self.show = names, show
        self.counts: dict[str, dict[str, Count]] = defaultdict(lambda: {name: Count() for name in names})

    def add(self, kinds: Sequence[str], system: str, page: str, old: Reading, new: Reading, expected: Expected) -> None:
        """Count one comparison under each of its kinds."""
        found, change, answer = told_apart(old, new)
        held = expected.target in fold(old.text)
        marks = dict(judged(change, found, expected)) if change is not None and expected.wanted else {}
        for kind in kinds:
            count = self.counts[kind][system]
            count.looks += 1
            count.told += found
            count.doubtful += found and change is not None and change.doubtful
            count.not_held += expected.wanted and not found and not held
            count.refused += answer is not None and answer.kind != "article"
            for share, right in marks.items():
                count.shares[share].append(right)
        wrong = [share for share, right in marks.items() if not right]
        shown = self.show and kinds[0].startswith(self.show) and system == self.names[0]
        if shown and (wrong or found != expected.wanted):
            print(f"- {kinds[0]}, {page}, {answer.kind if answer else ''}{'' if held else ', not held'}, {wrong}")
            print(f"    expected: {expected}")
            show_change(change)

    def show_table(self, group: str) -> None:
        """Print one group's kinds as a Markdown table: what is told in per cent, and how ours told it."""
        kinds = [kind for kind in self.counts if kind.startswith(f"{group}/")]
        if not kinds:
            return
        alarms = group.startswith("false")
        shares = () if alarms else tuple(share for share in SHARES if any(self.shares(kind, share) for kind in kinds))
        heads = ["kind", "looks", *self.names, "doubtful", "no article"]
        heads += [] if alarms else ["not held", *(f"{share} %" for share in shares)]
        print(f"\n## {group}: {'false alarms' if alarms else 'reported as a change'}, %\n")
        print(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
        self.counts[f"{group}: all"] = {name: Count() for name in self.names}
        for name, total in self.counts[f"{group}: all"].items():
            for kind in kinds:
                add(total, self.counts[kind][name])
        for kind in [*kinds, f"{group}: all"]:
            counts = self.counts[kind]
            ours = counts[self.names[0]]
            rates = [f"{100 * counts[name].told / max(counts[name].looks, 1):.1f}" for name in self.names]
            cells = [kind.removeprefix(group)[1:].strip(), ours.looks, *rates, ours.doubtful, ours.refused]
            cells += [] if alarms else [ours.not_held, *(percent(self.shares(kind, share)) for share in shares)]
            print("|", " | ".join(map(str, cells)), "|", flush=True)

    def shares(self, kind: str, share: str) -> list[bool]:
        """Return how often ours was right in one way."""
        return self.counts[kind][self.names[0]].shares.get(share, [])


def judged(change: Change, found: bool, expected: Expected) -> Iterator[tuple[str, bool]]:
    """Yield in which ways a change was told right, and in which not."""
    if found and expected.edit_class is not None:
        yield "class right", change.edit_class == expected.edit_class
    if found and expected.touched is not None:
        if expected.touched:
            yield "touched right", bool({*expected.touched} & {*change.touched})
        # What stands inside a quotation touches that as well.
        yield "touched alone", {*change.touched} <= {*expected.touched, "quotes"}
    if found and expected.op is not None:
        yield "one operation", [operation.op for operation in change.operations] == [expected.op]
    if expected.field:
        yield "named", expected.field in change.fields


def show_change(change: Change | None) -> None:
    """Print the first operations of a change."""
    if change is None:
        return
    print(f"    {change.status}, {change.edit_class}, {change.fields}, {change.touched}")
    for operation in change.operations[:6]:
        told = f"{operation.op} {operation.before} > {operation.after} {operation.old} => {operation.new}"
        print(f"    {told[:600]}")


def add(total: Count, count: Count) -> None:
    """Add one kind's counts to a total."""
    for name in ("looks", "told", "doubtful", "not_held", "refused"):
        setattr(total, name, getattr(total, name) + getattr(count, name))
    for share, marks in count.shares.items():
        total.shares[share] += marks


def percent(found: Sequence[bool]) -> str:
    return f"{100 * sum(found) / len(found):.1f}" if found else "-"
