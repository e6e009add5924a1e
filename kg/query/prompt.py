"""Lines typed at a terminal come in, answers go out, until the end: the prompt of `kg query -i`.

A line is a query, which ends where its braces are closed, the name of a shipped query with values
for its parameters, or a word with a dot before it (`.help` lists them).
"""

from __future__ import annotations

import io
import os
import shlex
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import Output

from kg import vocabulary
from kg.errors import KgError
from kg.query import results, session
from kg.query.engine import Engine
from kg.query.guard import tokens
from kg.query.library import LibraryError, names, shipped

HELP = """\
SELECT ... { ... }             a query; Enter goes to the next line until its braces are closed
NAME PARAMETER=VALUE           a shipped query: trend technology="AWS Lambda"
.list                          the shipped queries
.describe NAME                 one of them with its documentation
.format NAME                   how answers are written: """ + ", ".join((*results.TABLES, *results.GRAPHS)) + """
.limit N                       rows at most, 0 for all
.prefixes                      the prefixes that need no declaration
.exit                          the end, as Control-D

Tab completes, the arrow keys bring back what was typed, Control-C stops a query that runs.
"""  # fmt: skip
COMMANDS = (".list", ".describe", ".format", ".limit", ".prefixes", ".help", ".exit")

_KEYWORDS = (
    "SELECT ASK CONSTRUCT DESCRIBE WHERE OPTIONAL FILTER UNION MINUS GRAPH BIND VALUES DISTINCT LIMIT OFFSET "
    "COUNT COALESCE EXISTS REGEX CONTAINS STRSTARTS LCASE YEAR BOUND HAVING"
).split()
_BEGINNINGS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "BASE")
_OPENING, _CLOSING = "{([", "})]"


def history_path() -> Path:
    """Return the file that remembers what was typed: in the user's folder for state (XDG)."""
    state = os.environ.get("XDG_STATE_HOME", "")
    folder = Path(state) if state.startswith("/") else Path.home() / ".local" / "state"
    return folder / "kg" / "query-history"


def _history(path: Path) -> History:
    try:
        # Queries are the user's own; no other account needs to read them.
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(path))


def is_complete(text: str) -> bool:
    """Whether Enter runs `text`: it is no SPARQL to begin with, or all its braces are closed."""
    first = next((token for token in tokens(text) if token.kind != "space"), None)
    if first is None or (first.kind != "comment" and first.text.upper() not in _BEGINNINGS):
        return True
    depth, braces = 0, False
    for token in tokens(text):
        if token.kind == "other":
            depth += (token.text in _OPENING) - (token.text in _CLOSING)
            braces |= token.text == "{"
            if token.text in "\"'":
                return False
    # An empty line ends whatever it is, so that a mistake can be seen.
    return (braces and depth <= 0) or text.endswith("\n")


class Words(Completer):
    """Completes prefixes, terms, keywords, variables of the query, shipped queries and their parameters."""

    def __init__(self, base: str) -> None:
        self._terms = sorted(vocabulary.terms(base))
        self._prefixes = sorted(vocabulary.prefixes(base))

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """Yield what can stand in the place of the word before the cursor."""
        before = document.text_before_cursor
        word = document.get_word_before_cursor(WORD=True).lstrip("{(^|/!")
        first = before.split()[0] if before.split() else ""
        if before == before.lstrip() and " " not in before and "\n" not in before:
            choices = [*names(), *COMMANDS, *_KEYWORDS[:4]]
        elif first == ".describe":
            choices = list(names())
        elif first == ".format":
            choices = [*results.TABLES, *results.GRAPHS]
        elif first in names():
            choices = [f"{parameter.name}=" for parameter in shipped(first).parameters]
        elif word.startswith(("?", "$")):
            seen = {token.text for token in tokens(document.text) if token.kind == "variable"}
            choices = sorted(seen - {word})
        elif ":" in word:
            choices = self._terms
        else:
            choices = [*(f"{prefix}:" for prefix in self._prefixes), *_KEYWORDS]
        if not word and first not in (*names(), ".describe", ".format"):
            return
        for choice in choices:
            if choice.lower().startswith(word.lower()):
                yield Completion(choice, start_position=-len(word))


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter")
    def _(event: KeyPressEvent) -> None:
        buffer: Buffer = event.current_buffer
        if buffer.complete_state and buffer.complete_state.current_completion:
            buffer.complete_state = None
        elif is_complete(buffer.text):
            buffer.validate_and_handle()
        else:
            buffer.newline()

    @keys.add("escape", "enter")
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    return keys


def converse(
    engine: Engine,
    *,
    formats: Sequence[str] = (),
    limit: int | None = None,
    width: Callable[[], int] = lambda: results.WIDTH,
    history: Path | None = None,
    keyboard: Input | None = None,
    screen: Output | None = None,
    out: TextIO | None = None,
) -> None:
    """Ask for queries and print their answers until the end of input.

    Args:
        formats: the wished ones; answers that have none of them take their default.
        limit: of rows.
        width: of tables, asked before each.
        history: file of what was typed before; None for the one in the user's folder for state.
        keyboard: where keys come from; None for the terminal. So for `screen`.
        out: where answers go; None for stdout.

    Mistakes are told and the prompt goes on.
    """
    desk = _Desk(engine, formats, limit, width, out)
    asking: PromptSession[str] = PromptSession(
        "kg> ",
        multiline=True,
        prompt_continuation="  > ",
        history=_history(history or history_path()),
        completer=Words(engine.base),
        complete_while_typing=False,
        key_bindings=_keys(),
        input=keyboard,
        output=screen,
    )
    desk.say("Type .help for help, .exit to end.\n")
    while True:
        try:
            line = asking.prompt().strip()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        if line == ".exit":
            return
        try:
            desk.do(line)
        except KgError as error:
            desk.say(f"{error}\n")
        except KeyboardInterrupt:
            engine.close()
            desk.say("stopped\n")


class _Desk:
    """What the prompt remembers between two lines, and what it does with one."""

    def __init__(
        self,
        engine: Engine,
        formats: Sequence[str],
        limit: int | None,
        width: Callable[[], int],
        out: TextIO | None,
    ) -> None:
        self._engine, self._limit, self._width, self._out = engine, limit, width, out
        self._formats = (*formats, results.TABLES[0], results.GRAPHS[0])

    def say(self, text: str) -> None:
        print(text, end="", file=self._out, flush=True)

    def do(self, line: str) -> None:
        """Do what a line says. Raises `KgError`."""
        word, _, rest = line.partition(" ")
        rest = rest.strip()
        match word:
            case "":
                return
            case ".help":
                self.say(HELP)
            case ".list":
                self.say(session.listed())
            case ".describe":
                self.say(session.described(shipped(rest)))
            case ".prefixes":
                self.say("".join(f"{name}: <{space}>\n" for name, space in self._engine.prefixes.items()))
            case ".format":
                if rest not in (*results.TABLES, *results.GRAPHS):
                    raise LibraryError(
                        f"{rest or 'nothing'!r} is no format; there are {', '.join((*results.TABLES, *results.GRAPHS))}"
                    )
                self._formats = (rest, *self._formats)
            case ".limit":
                if not rest.isascii() or not rest.isdigit():
                    raise LibraryError(f"{rest or 'nothing'!r} is no number of rows")
                self._limit = int(rest) or None
            case _ if word.startswith("."):
                raise LibraryError(f"{word} is no command; .help lists them")
            case _:
                self._ask(line)

    def _ask(self, line: str) -> None:
        if line.split()[0] in names():
            try:
                words = shlex.split(line)
            except ValueError as error:
                raise LibraryError(f"{line}: {error}; close the quote") from error
            query, given = shipped(words[0]), session.assignments(tuple(words[1:]))
        else:
            query, given = session.query_of(line), {}
        written = io.BytesIO()
        outcome = session.answer(
            self._engine, query, given, written, formats=self._formats, limit=self._limit, width=self._width()
        )
        self.say(written.getvalue().decode())
        self.say("".join(f"{text}\n" for text in session.told(outcome)))
