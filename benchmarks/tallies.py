"""What was found of each kind by each system, and how it is printed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from readings import Reading, told_apart

from writethru.text import fold


@dataclass
class Count:
    """One kind, one system."""

    wanted: bool
    looks: int = 0
    wrong: int = 0
    not_held: int = 0  # misses in paragraphs that the system had not read
    refused: int = 0  # pages that ours took for no article
    classed: list[bool] = field(default_factory=list)
    touched: list[bool] = field(default_factory=list)
    named: list[bool] = field(default_factory=list)


class Tally:
    """Counts by kind and system; what goes wrong in kinds that begin with `show` is printed as it comes."""

    def __init__(self, names: Sequence[str], show: str) -> None:
        self.names, self.show = names, show
        self.counts: dict[str, dict[str, Count]] = defaultdict(dict)

    def add(
        self, kind: str, system: str, page: str, wanted: bool, old: Reading, new: Reading, expected: Mapping[str, str]
    ) -> None:
        """Count one look; `expected` may hold target, edit_class, touched and field."""
        count = self.counts[kind].setdefault(system, Count(wanted))
        found, change, answer = told_apart(old, new)
        held = fold(expected.get("target", "")) in fold(old.text)
        count.looks += 1
        count.wrong += found != wanted
        count.not_held += wanted and not found and not held
        count.refused += answer is not None and answer.kind != "article"
        if change is not None and wanted:
            if found and expected.get("edit_class"):
                count.classed.append(change.edit_class == expected["edit_class"])
            if found and expected.get("touched"):
                count.touched.append(expected["touched"] in change.touched)
            if expected.get("field"):
                count.named.append(found and expected["field"] in change.fields)
        if self.show and kind.startswith(self.show) and system == self.names[0]:
            named = change is None or expected.get("field", "") in ("", *change.fields)
            classed = change is None or expected.get("edit_class", "") in ("", change.edit_class)
            if found != wanted or (wanted and not (named and classed)):
                self._tell(kind, page, held, change, answer, expected)

    def _tell(
        self, kind: str, page: str, held: bool, change: object, answer: object, expected: Mapping[str, str]
    ) -> None:
        print(f"- {kind}, {page}, {dict(expected)}{'' if held else ', not held'}; {getattr(answer, 'kind', '')}")
        if change is not None:
            print(f"    {change.status}, {change.edit_class}, {change.fields}")  # type: ignore[attr-defined]
            for operation in change.operations[:6]:  # type: ignore[attr-defined]
                print(
                    f"    {operation.op} {operation.before}>{operation.after} {operation.old} => {operation.new}"[:600]
                )

    def show_table(self, group: str) -> None:
        """Print one group's kinds as a Markdown table: alarms or misses in per cent, and how ours told them."""
        kinds = [kind for kind in self.counts if kind.startswith(f"{group}/")]
        if not kinds:
            return
        said = "reported as a change, %" if not group.startswith("false") else "false alarms, %"
        print(f"\n## {group}: {said}\n")
        extra = ["not held", "no article"] + (
            ["class right %", "touched right %", "named %"] if not group.startswith("false") else []
        )
        print("| kind | looks |", " | ".join([*self.names, *extra]), "|")
        print("|---|---|" + "---|" * (len(self.names) + len(extra)))
        totals = {name: Count(not group.startswith("false")) for name in self.names}
        for kind in kinds:
            self._row(kind.removeprefix(f"{group}/"), self.counts[kind], group)
            for name in self.names:
                add(totals[name], self.counts[kind][name])
        self._row("all", totals, group)

    def _row(self, kind: str, counts: Mapping[str, Count], group: str) -> None:
        ours = counts[self.names[0]]
        cells = [kind, str(ours.looks)]
        for name in self.names:
            count = counts[name]
            rate = count.wrong if group.startswith("false") else count.looks - count.wrong
            cells.append(f"{100 * rate / max(count.looks, 1):.1f}")
        cells += [str(ours.not_held), str(ours.refused)]
        if not group.startswith("false"):
            cells += [percent(ours.classed), percent(ours.touched), percent(ours.named)]
        print("|", " | ".join(cells), "|", flush=True)


def add(total: Count, count: Count) -> None:
    """Add one kind's counts to a total."""
    for name in ("looks", "wrong", "not_held", "refused", "classed", "touched", "named"):
        setattr(total, name, getattr(total, name) + getattr(count, name))


def percent(found: Sequence[bool]) -> str:
    return f"{100 * sum(found) / len(found):.1f}" if found else "-"
