"""One element on which a stage breaks must not break the run: it leaves as a failed look, everything else goes on."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import apache_beam as beam

from writethru.elements import Failure, Observation, Visit


def guarded(
    elements: beam.PCollection[Any],
    label: str,
    function: Callable[[Any], Any],
    output: Any,  # noqa: ANN401 (Beam types)
) -> tuple[beam.PCollection[Any], beam.PCollection[Observation]]:
    """Map a function over visits or observations; return its results and, apart, the looks on which it raised.

    What was found of an observation may follow it, in a tuple.

    Beam's own exception handling does it, which also keeps DirectRunner in this process (docs/architecture.md).
    """
    results, dead = elements | label >> beam.Map(function).with_output_types(output).with_exception_handling()
    return results, dead | f"{label}Crash" >> beam.Map(_crash, label).with_output_types(Observation)


def _crash(dead: tuple[Any, tuple[type, str, list[str]]], label: str) -> Observation:
    element, (_, message, trace) = dead
    element = element[0] if isinstance(element, tuple) else element
    beam.metrics.Metrics.counter("crashes", label).inc()
    lines = [line.strip() for line in trace if line.strip().startswith("File ")]
    detail = f"{message} ({lines[-1].splitlines()[0] if lines else 'no trace'})"
    look, at = element.look, _time_of(element)
    return Observation(look, "error", at, failure=Failure(label.lower(), look.url, "crashed", detail, at))


def _time_of(element: Visit | Observation) -> datetime:
    if isinstance(element, Observation):
        return element.at
    return element.answer.at if isinstance(element.answer, Failure) else element.answer.retrieved
