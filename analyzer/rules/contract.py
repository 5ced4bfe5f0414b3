"""What a rule is: one function over the batch's tables, with its title, message, severity and basis.

    @rule("M101", title=..., message=..., severity=ERROR, basis=..., needs=("budget.adjusted_budget",))
    def parts_differ_from_parent(budget: Table, *, tolerance: Tolerance = 0) -> Findings: ...

Positional parameters are the tables it reads, by name; keyword-only parameters are its options, which a
profile may change. It returns flagged rows (`flag`), prints nothing, and knows no level and no province.
"""

import inspect
import string
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import (
    Annotated,
    Any,
    NamedTuple,
    ParamSpec,
    TypeAlias,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

import pandas as pd

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.option import Option

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
Table: TypeAlias = pd.DataFrame  # a long table of the batch, restricted to the columns the rule needs
Findings: TypeAlias = pd.DataFrame  # workbook, row, column, actual, expected, difference, message fields

FIGURES = ("actual", "expected", "difference")
NOTHING: Findings = pd.DataFrame(columns=["workbook", "row", "column", *FIGURES])
RECONCILIATION = Text("勾稽关系", "Reconciliation: the figures must agree with each other")
DEFAULT_THRESHOLD = Text("默认阈值，可在配置中调整", "A default threshold; a profile may change it")
LOCAL_SYSTEM = Text("地方预算绩效系统的校验口径", "As a local budget performance system checks it")


class Setting(NamedTuple):
    """One option of one rule."""

    name: str
    option: Option
    default: Any


@dataclass(frozen=True)
class Rule:
    """A declared rule; calling it calls the function."""

    code: str
    title: Text
    message: Text
    severity: Severity
    basis: Text
    needs: tuple[str, ...]
    function: Callable[..., Findings]
    quantity: Quantity = Quantity.TEXT
    fields: Mapping[str, Quantity] = field(default_factory=dict)
    explained_by: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()

    def __call__(self, *tables: Table, **options: Any) -> Findings:
        """Flagged rows of the tables given in the order of `tables`."""
        return self.function(*tables, **options)

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables it reads, in the order of its parameters."""
        parameters = inspect.signature(self.function).parameters.values()
        return tuple(p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD)

    @cached_property
    def settings(self) -> tuple[Setting, ...]:
        """Its options with units, sources and defaults."""
        hints = get_type_hints(self.function, include_extras=True)
        parameters = inspect.signature(self.function).parameters.values()
        return tuple(
            Setting(p.name, _option(self.code, p.name, hints[p.name]), p.default)
            for p in parameters
            if p.kind is p.KEYWORD_ONLY
        )

    @cached_property
    def message_fields(self) -> tuple[str, ...]:
        """Names the message mentions besides actual, expected and difference."""
        names = {name for _, name, _, _ in string.Formatter().parse(self.message.zh) if name}
        return tuple(sorted(names - set(FIGURES)))


def _option(code: str, name: str, hint: Any) -> Option:
    if get_origin(hint) is Annotated:
        for note in get_args(hint)[1:]:
            if isinstance(note, Option):
                return note
    raise TypeError(f"{code}: option {name} has no Annotated[..., Option(...)]")


def rule(
    code: str,
    *,
    title: Text,
    message: Text,
    severity: Severity,
    basis: Text,
    needs: tuple[str, ...],
    quantity: Quantity = Quantity.TEXT,
    fields: Mapping[str, Quantity] | None = None,
    explained_by: tuple[str, ...] = (),
    checks: tuple[str, ...] = (),
) -> Callable[[Callable[..., Findings]], Rule]:
    """Declare a rule.

    `needs`: the "table.column" it reads; it sees no others, and an unreadable cell in one of them makes
    it skipped for that workbook. `quantity`: what actual, expected and difference measure; `fields`: the
    same for further message fields. `explained_by`: "project.FIELD" or a column of the flagged row whose
    text settles the finding. `checks`: the reviewer checks it covers (M1, S7...).
    """

    def declare(function: Callable[..., Findings]) -> Rule:
        return Rule(
            code,
            title,
            message,
            severity,
            basis,
            needs,
            function,
            quantity,
            fields or {},
            explained_by,
            checks,
        )

    return declare


_RESULTS: ContextVar[dict[Hashable, Any] | None] = ContextVar("results of shared functions", default=None)


@contextmanager
def sharing(results: dict[Hashable, Any]) -> Iterator[None]:
    """Within, `shared` functions keep their results in `results`, one dict for one set of tables."""
    token = _RESULTS.set(results)
    try:
        yield
    finally:
        _RESULTS.reset(token)


def shared(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Compute once for all rules that judge the same tables.

    For functions of whole tables and plain options whose result has columns of its own: rules are given
    tables with different columns, so none of the first rule's may be left in what the others get. The
    result must not be changed by those who get it.
    """

    @wraps(function)
    def once(*args: Parameters.args, **options: Parameters.kwargs) -> Result:
        results = _RESULTS.get()
        if results is None:
            return function(*args, **options)
        plain = tuple(value for value in args if not isinstance(value, pd.DataFrame))
        key = (function.__module__, function.__qualname__, plain, tuple(sorted(options.items())))
        if key not in results:
            results[key] = function(*args, **options)
        found: Result = results[key]
        return found

    return once


def keyed(table: Table, column: str) -> "pd.Series[Any]":
    """A column of a table with one row per workbook, by workbook."""
    return pd.Series(table[column].array, index=pd.Index(table["workbook"]), name=column)


def flag(
    rows: Table,
    column: str,
    *,
    actual: Any = None,
    expected: Any = None,
    difference: Any = None,
    table: str | None = None,
    **fields: Any,
) -> Findings:
    """The rows given as findings on `column`.

    `rows` has workbook and, but for the project table, row. Figures and fields are Series in step with
    `rows`, or scalars. Without `difference`, numeric figures get |actual - expected|. `table` names the
    sheet's table where it is not the first the rule reads.
    """
    if rows.empty:
        return NOTHING
    found = rows[["workbook"]].copy()
    found["row"] = rows.get("row", 0)
    found["column"] = column
    if table is not None:
        found["table"] = table
    for name, figure in (("actual", actual), ("expected", expected), ("difference", difference)):
        found[name] = figure
    if difference is None and _is_number(found["actual"]) and _is_number(found["expected"]):
        found["difference"] = (found["actual"] - found["expected"]).abs()
    for name, value in fields.items():
        found[name] = value
    return found


def together(findings: Iterable[Findings]) -> Findings:
    """Findings of several kinds one after the other."""
    some = [found for found in findings if len(found)]
    return pd.concat(some) if some else NOTHING


def _is_number(figures: "pd.Series[Any]") -> bool:
    return pd.api.types.is_numeric_dtype(figures)
