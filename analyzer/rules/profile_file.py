"""Reading profiles: TOML files of this package by name, or a person's own by path."""

import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

from analyzer.language import Text
from analyzer.rules.catalogue import catalogue
from analyzer.rules.profile import NATIONAL, SCORING, Change, Profile, applied
from analyzer.scoring.options import Scoring

_KEYS: Final = ("name", "title", "extends", SCORING, "rules")
_CHANGE_KEYS: Final = ("value", "basis", "since")
_FOLDER: Final = files("analyzer.rules").joinpath("profiles")


class ProfileError(Exception):
    """A profile that cannot be used; `reason` is a full sentence naming the file and the key."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


def profile_names() -> tuple[str, ...]:
    """The profiles that come with the package."""
    own = (entry.name for entry in _FOLDER.iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted(name.removesuffix(".toml") for name in own))


def load_profile(name_or_path: str) -> Profile:
    """A profile of the package by its name, or a TOML file by its path.

    Raises ProfileError for a name or file that does not exist and for anything in it that is not allowed.
    """
    return _load(name_or_path, ())


def _load(name_or_path: str, extending: tuple[str, ...]) -> Profile:
    if name_or_path in extending:
        chain = " → ".join((*extending, name_or_path))
        raise ProfileError(
            Text(
                f"配置文件互相继承，形成循环：{chain}。", f"Profiles extend each other in a circle: {chain}."
            )
        )
    content = _parsed(name_or_path)
    _refuse_unknown(name_or_path, "", content, _KEYS)
    name, title = _name_and_title(name_or_path, content)
    base = NATIONAL
    if "extends" in content:
        base = _load(_extended(name_or_path, content["extends"]), (*extending, name_or_path))
    changes = (*base.changes, *_changes(name_or_path, content))
    profile = Profile(name, title, changes=changes)
    return applied(profile, [change for change in changes if change.since is None])


def _parsed(name_or_path: str) -> dict[str, Any]:
    own = name_or_path in profile_names()
    try:
        source = _FOLDER.joinpath(f"{name_or_path}.toml") if own else Path(name_or_path)
        return tomllib.loads(source.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, IsADirectoryError):
        names = "、".join(profile_names())
        raise ProfileError(
            Text(
                f"找不到配置“{name_or_path}”，可用的有：{names}，或一个 TOML 文件的路径。",
                f"There is no profile {name_or_path}; there are {', '.join(profile_names())}, "
                "or give the path of a TOML file.",
            )
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise ProfileError(
            Text(
                f"配置文件 {name_or_path} 不是有效的 TOML 文件（{fault}）。",
                f"The profile {name_or_path} is not a valid TOML file ({fault}).",
            )
        ) from fault


def _name_and_title(path: str, content: Mapping[str, Any]) -> tuple[str, Text]:
    name = content.get("name")
    if not isinstance(name, str) or not name.strip():
        raise _wrong(path, "name", "必填，是一段文字", "is required and must be text")
    title = content.get("title", {"zh": name, "en": name})
    if not isinstance(title, dict) or {*title} != {"zh", "en"} or not all(map(_is_text, title.values())):
        raise _wrong(path, "title", "应写成 { zh = “…”, en = “…” }", 'must be { zh = "...", en = "..." }')
    return name, Text(title["zh"], title["en"])


def _extended(path: str, extended: Any) -> str:
    """A name of the package as it is; a path from the folder of the file that extends it."""
    if not _is_text(extended):
        raise _wrong(path, "extends", "应是另一个配置的名称或路径", "must name another profile")
    return extended if extended in profile_names() else str(Path(path).parent / extended)


def _changes(path: str, content: Mapping[str, Any]) -> Iterable[Change]:
    yield from _section(path, SCORING, SCORING, content.get(SCORING, {}), get_type_hints(Scoring))
    rules = {rule.code: rule for rule in catalogue()}
    tables = content.get("rules", {})
    if not isinstance(tables, dict):
        raise _wrong(path, "rules", "应写成 [rules.规则代码]", "must be written as [rules.CODE]")
    _refuse_unknown(path, "rules", tables, rules)
    for code, table in tables.items():
        declared = {setting.name: type(setting.default) for setting in rules[code].settings}
        yield from _section(path, f"rules.{code}", code, table, declared)


def _section(path: str, key: str, code: str, table: Any, declared: Mapping[str, Any]) -> Iterable[Change]:
    if not isinstance(table, dict):
        raise _wrong(path, key, "应是一个表", "must be a table")
    _refuse_unknown(path, key, table, declared)
    for option, change in table.items():
        yield _change(path, f"{key}.{option}", (code, option), change, declared[option])


def _change(path: str, key: str, of: tuple[str, str], change: Any, hint: Any) -> Change:
    if not isinstance(change, dict):
        raise _wrong(
            path,
            key,
            "应写成 { value = …, basis = “…” }",
            'must be written as { value = ..., basis = "..." }',
        )
    _refuse_unknown(path, key, change, _CHANGE_KEYS)
    if not _is_text(change.get("basis")):
        raise _wrong(path, f"{key}.basis", "必填，请写明依据", "is required: state the source of the change")
    if "value" not in change:
        raise _wrong(path, f"{key}.value", "必填", "is required")
    since = change.get("since")
    if since is not None and type(since) is not int:
        raise _wrong(path, f"{key}.since", "应是年份，如 2024", "must be a year such as 2024")
    value = _typed(change["value"], hint)
    if value is None:
        raise _wrong(path, f"{key}.value", f"应是{_wanted(hint).zh}", f"must be {_wanted(hint).en}")
    return Change(*of, value, change["basis"], since)


def _typed(value: Any, hint: Any) -> Any:
    """The value as the option takes it; None where it is of another type."""
    if get_origin(hint) is Literal:
        return value if value in get_args(hint) else None
    if hint is float and type(value) in (int, float):
        return float(value)
    if hint is tuple and isinstance(value, list):
        return tuple(value)
    return value if type(value) is hint else None


def _wanted(hint: Any) -> Text:
    if get_origin(hint) is Literal:
        allowed = " / ".join(get_args(hint))
        return Text(f"以下之一：{allowed}", f"one of {allowed}")
    names = {
        bool: Text(" true 或 false", "true or false"),
        float: Text("数字", "a number"),
        int: Text("整数", "a whole number"),
        tuple: Text("列表", "a list"),
    }
    return names.get(hint, Text("文字", "text"))


def _refuse_unknown(path: str, key: str, found: Mapping[str, Any], allowed: Iterable[str]) -> None:
    names = list(allowed)
    unknown = [name for name in found if name not in names]
    if not unknown:
        return
    where = f"{key}.{unknown[0]}" if key else unknown[0]
    raise ProfileError(
        Text(
            f"配置文件 {path} 中的“{where}”不能识别，允许的有：{'、'.join(names) or '（没有）'}。",
            f"The profile {path} has the unknown key {where}; allowed are: {', '.join(names) or '(none)'}.",
        )
    )


def _wrong(path: str, key: str, zh: str, en: str) -> ProfileError:
    return ProfileError(Text(f"配置文件 {path} 中的“{key}”{zh}。", f"In the profile {path}, {key} {en}."))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value.strip() != ""
