"""The command line: ``extrait``."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from index.errors import DocumentError, ExtraitError

if TYPE_CHECKING:
    from index.documents import Document
    from index.loaders import Found
    from qa.answers import Answer

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # control characters of a document, which a terminal obeys


class _Place(click.Path):
    """A path. An empty one (an unset shell variable) is refused, because it would mean the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            raise DocumentError("One of the paths is empty; name it / un des chemins est vide ; nommez-le.")
        return super().convert(value, param, ctx)


PLACE = _Place(path_type=Path)
INDEX = click.option(
    "--index",
    type=PLACE,
    help="Made by `extrait index`; else the article / fait par `extrait index` ; sinon l’article.",
)


class _Failed(click.ClickException):
    """An error shown in one line; exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.secho(f"extrait: {_one_line(self.message)}", file, err=True, fg="red")


class _WrongUsage(_Failed):
    exit_code = 2


class _Group(click.Group):
    """Shows errors that we raise on purpose in one line, with exit code 1; wrong usage with exit code 2."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        with _in_one_line():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _in_one_line():
            return super().invoke(ctx)


@contextlib.contextmanager
def _in_one_line() -> Iterator[None]:
    try:
        yield
    except ExtraitError as error:
        raise _Failed(str(error)) from error
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "extrait"
        raise _WrongUsage(f"{error.format_message()} See / voir: {command} --help") from error
    except OSError as error:
        if error.errno == errno.EPIPE:  # a closed pipe, as by `| head`: click exits quietly
            raise
        raise _Failed(f"{error}; check space, name and rights / vérifiez la place, le nom et les droits.") from error


@click.group(
    cls=_Group,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog='Exemple / Example: extrait ask "Combien de startups ?"',
)
@click.version_option(package_name="extrait", help="Show the version / afficher la version.")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Ask in French or English, get the exact quote. / Demandez, obtenez la citation exacte.

    Without a command: the chat window, on the article that comes along. / Sans commande : la fenêtre, sur l’article fourni.
    """
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    if "NO_COLOR" in os.environ:
        ctx.color = False
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # escapes lone surrogates, as JSON does
    if ctx.invoked_subcommand is None:
        ctx.invoke(chat)


@main.command(epilog="Exemple / Example: extrait chat --index my-index --port 8000")
@INDEX
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on / adresse d’écoute.")
@click.option(
    "--port", type=click.IntRange(1, 65535), help="Else the first free one from 7860 / sinon le premier libre dès 7860."
)
@click.option(
    "--password",
    envvar="EXTRAIT_PASSWORD",
    help="Asked for, with any user name / demandé, quel que soit le nom. Or / ou : EXTRAIT_PASSWORD.",
)
def chat(
    index: Path | None = None, host: str = "127.0.0.1", port: int | None = None, password: str | None = None
) -> None:
    """Open the chat window / ouvrir la fenêtre de discussion.

    The same address serves programs: POST /api/ask, Gradio's client, an MCP tool at /gradio_api/mcp/. / La même adresse
    sert les programmes.
    """
    click.echo("Le modèle se charge… / Loading the model…", err=True)
    from qa.assistant import Assistant

    assistant = Assistant.load(index)
    import threading
    import webbrowser

    # Loads the language detector and runs each engine once while the page is built, so that no visitor waits for it.
    threading.Thread(target=assistant.ask, args=("extrait",), daemon=True).start()
    from ui.server import is_local, serving

    with serving(assistant, host, port, password) as address:
        click.echo(f"extrait: {address}")
        if password is None and not is_local(host):
            said = "Anyone who reaches this address can ask; set EXTRAIT_PASSWORD / ouvert à tous, sans mot de passe."
            click.secho(f"extrait: {said}", fg="yellow", err=True)
        webbrowser.open(address)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


@main.command(epilog='Exemple / Example: extrait ask "How many digital jobs will be created?" --json')
@click.argument("question")
@INDEX
@click.option(
    "--json", "as_json", is_flag=True, help="Print it as JSON, with its offsets / l’écrire en JSON, avec sa place."
)
def ask(question: str, index: Path | None, as_json: bool) -> None:
    """Answer one question / répondre à une question."""
    from index.encoder import DEFAULT, Encoder

    if index is None or _encoder_of(index) == DEFAULT:
        Encoder.load()  # in the background, during the slow imports
    from qa.assistant import Assistant, check_question

    check_question(question)  # before the index is opened
    answer = Assistant.load(index).ask(question)
    if as_json:
        click.echo(json.dumps(answer.to_dict(), indent=2, ensure_ascii=False))
        return
    if answer.then:
        click.echo(_printable(answer.understood or answer.question))
    _echo(answer)
    for other in answer.then:
        click.echo(f"\n{_printable(other.understood or other.question)}")
        _echo(other)


def _encoder_of(index: Path) -> str:
    from index.store import Index

    return Index.manifest_encoder(index)


def _echo(answer: Answer) -> None:
    from ui.render import by_quote, place_of, quote_parts, unanswered
    from ui.texts import TEXTS, language_of

    language = language_of(answer.language)
    if answer.text is None:
        click.secho(unanswered(answer, language), bold=True)
        if answer.document is not None and answer.quote_start is not None:
            click.echo(f"{TEXTS[language]['nearest']}\n{_printable(answer.quote or '')}")
            click.echo(f"— {_printable(place_of(answer, language))}")
        return
    for spans in by_quote(answer):
        parts = [(_printable(text), span) for text, span in quote_parts(spans)]
        click.echo("".join(click.style(text, bold=True, underline=True) if span else text for text, span in parts))
    _echo_place(answer, language)
    if answer.disagrees:
        click.echo(TEXTS[language]["disagree"])
    for other in answer.disagrees:
        click.echo(_printable(other.quote or ""))
        _echo_place(other, language)


def _echo_place(answer: Answer, language: str) -> None:
    from ui.render import confidence, in_marks, place_of

    spans = sorted((answer, *answer.also), key=lambda span: span.start or 0)
    where = " ".join([place_of(answer, language), *(f"[{span.start}:{span.end}]" for span in spans)])
    if click.get_current_context().color is False or not sys.stdout.isatty():  # the quote itself shows no mark
        said = [" ".join(span.text.split()) for span in spans if span.text and span.text != span.quote]
        where = "".join(f"{in_marks(text, language)}, " for text in said) + where
    click.echo(f"— {_printable(where)}, {confidence(answer.confidence, language)}")


def _printable(text: str) -> str:
    return _CONTROL.sub("\ufffd", text)


def _one_line(text: str) -> str:
    """The message as it may be printed, whatever is in the file name that it repeats."""
    return _printable(" ".join(text.splitlines()))


@main.command("index", epilog="Exemple / Example: extrait index reports/ notes.md --out my-index")
@click.argument("paths", nargs=-1, required=True, type=PLACE)
@click.option("--out", required=True, type=PLACE, help="Folder to write / dossier à écrire.")
@click.option(
    "--encoder", help="Another sentence-transformers model / un autre modèle : folder, hub name / dossier, nom."
)
def index_command(paths: tuple[Path, ...], out: Path, encoder: str | None) -> None:
    """Index files and folders / indexer fichiers et dossiers.

    txt, md, html, pdf, docx, odt, csv.
    """
    from index.loaders import find

    errors: list[DocumentError] = []
    documents = _read(find(paths), errors)
    first = next(documents, None)  # before the model is loaded
    if first is None:
        raise DocumentError(
            "Nothing to index; give files or folders with txt, md, html, pdf, docx, odt or csv / "
            "rien à indexer ; donnez des fichiers ou dossiers avec txt, md, html, pdf, docx, odt ou csv."
        )
    from itertools import chain

    from index.encoder import Encoder
    from index.growing import grow

    built = grow(chain([first], documents), Encoder.load(encoder), out)
    count = len(built.documents)
    click.echo(f"{out}: documents: {count}, passages: {len(built.passages)}")
    if errors:
        raise DocumentError(
            f"{len(errors)} of {len(errors) + count} files could not be read; the rest is indexed / "
            "fichiers illisibles ; le reste est indexé."
        )


def _read(found: Found, errors: list[DocumentError]) -> Iterator[Document]:
    """Yield the documents that can be read; each error goes into ``errors`` and is one line on stderr."""
    import tqdm

    from index.loaders import load_each, pages_without_text

    for item in tqdm.tqdm(load_each(found), "Indexing", len(found), unit="document", disable=None, leave=False):
        if isinstance(item, DocumentError):
            if len(found) == 1:
                raise item
            errors.append(item)
            line: object = item
        else:
            line = pages_without_text(item)
        if line:
            click.secho(f"extrait: {_one_line(str(line))}", fg="yellow", err=True)
        if not isinstance(item, DocumentError):
            yield item
    if others := found.left_out:
        click.secho(f"extrait: {_one_line(others)}", fg="yellow", err=True)


@main.command("eval", epilog="Exemple / Example: extrait eval questions.json --report report.html")
@click.argument("file", required=False, type=PLACE)
@click.option("--json", "json_out", type=PLACE, help="Write metrics and items / écrire mesures et questions.")
@click.option("--report", type=PLACE, help="Write an HTML page with plots / écrire une page avec graphiques.")
def eval_command(file: Path | None, json_out: Path | None, report: Path | None) -> None:
    """Measure on questions / mesurer sur des questions.

    FILE: SQuAD; else the article's own. / FILE : SQuAD ; sinon celles de l’article.
    """
    from qa import evaluate

    sys.exit(evaluate.run(file, json_out, report))


@main.command(epilog="Exemple / Example: extrait verify answer.json reports/")
@click.argument("file", type=PLACE)
@click.argument("paths", nargs=-1, type=PLACE)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON / écrire en JSON.")
def verify(file: Path, paths: tuple[Path, ...], as_json: bool) -> None:
    """Check quotes in their originals / vérifier des citations.

    FILE: what `extrait ask --json` printed, or an exported conversation. PATHS: where the originals are looked for, by name,
    else by digest; else where they were. Exit code 0 if every quote holds (or nothing is quoted), else 1.

    FILE : ce que `extrait ask --json` a écrit, ou une conversation exportée. PATHS : où chercher les originaux, par nom,
    sinon par empreinte ; sinon là où ils étaient. Code 0 si chaque citation tient (ou s’il n’y en a pas), sinon 1.
    """
    from qa import verify as proof
    from qa.verify import Verdict, quoted
    from ui.exported import quoted_in
    from ui.verdicts import verdict_line

    checks = proof.verify(quoted_in(file) if file.suffix == ".md" else quoted(file), paths)
    if as_json:
        click.echo(json.dumps([asdict(check) for check in checks], indent=2))
    else:
        for check in checks:
            click.echo(_printable(verdict_line(check)))
    if not checks:
        click.echo("extrait: nothing is quoted, nothing to check / rien n’est cité, rien à vérifier", err=True)
    sys.exit(0 if all(check.verdict is Verdict.HOLDS for check in checks) else 1)
