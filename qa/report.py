"""Renders an evaluation: the figures for a terminal, and one HTML file without external resources, with plots and items.

Pure functions from values to text; the plots are SVG drawn here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from qa.metrics import RIGHT, reliability, risk_coverage

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 360, 260, 46, 22, 12, 40
_STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --soft: #667085; --line: #d5dae1; --paper: #fff; --mark: #1f6feb;
  --good: #1a7f4b; --bad: #b42318; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --soft: #98a2b3; --line: #3a424e; --paper: #14181e;
  --mark: #6ea8fe; --good: #5fd39a; --bad: #ff8a7a; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 75rem;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: 0; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
p, figcaption { color: var(--soft); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
.figures td, .figures thead th + th { text-align: right; font-variant-numeric: tabular-nums; }
.plots { display: flex; flex-wrap: wrap; gap: 1.5rem; } figure { margin: 0; flex: 1 1 20rem; max-width: 26rem; }
svg { width: 100%; height: auto; font: 11px system-ui, sans-serif; } svg text { fill: var(--soft); }
.axis { stroke: var(--line); } .guide { stroke: var(--soft); stroke-dasharray: 4 4; }
.curve { fill: none; stroke: var(--mark); stroke-width: 2; } .fill { fill: var(--mark); }
.right { color: var(--good); } .wrong { color: var(--bad); }
"""


def table(result: Mapping[str, Any]) -> str:
    """The figures for a terminal: one column for each group, plain text."""
    groups = _groups(result)
    rows = [["", *groups]]
    for name in result["overall"]:
        rows.append([name, *(_figure(figures[name], "·") for figures in groups.values())])
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [
        "  ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))])
        for row in rows
    ]
    lines.insert(1, "-" * len(lines[0]))
    return "\n".join(line.rstrip() for line in lines)


def render(result: Mapping[str, Any]) -> str:
    """The whole report, from what ``qa.evaluate`` writes as JSON."""
    items: Sequence[Mapping[str, Any]] = result["items"]
    confidences = [float(item["confidence"]) for item in items]
    right = [bool(item["right"]) for item in items]
    plots = [
        (
            reliability_plot(confidences, right),
            "Part de réponses justes selon la confiance · Share right against confidence",
        ),
        (risk_plot(confidences, right), "Part d’erreurs selon la part répondue · Risk against coverage"),
        (
            latency_plot([float(item["latency_ms"]) for item in items]),
            "Temps de réponse, en nombre de questions · Latency, in questions",
        ),
    ]
    figures = "".join(f"<figure>{svg}<figcaption>{escape(name)}</figcaption></figure>" for svg, name in plots)
    about = f"{result.get('file', '')} · {len(items)} questions · seuil / threshold {result.get('threshold', '')}"
    return (
        '<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>extrait : évaluation · evaluation</title><style>{_STYLE}</style></head><body>"
        '<h1>Évaluation d’extrait · <span lang="en">Evaluation of extrait</span></h1>'
        f"<p>{escape(about)}</p>"
        f'<h2>Résultats · <span lang="en">Results</span></h2>{headline(result)}'
        f'<h2>Courbes · <span lang="en">Plots</span></h2><div class="plots">{figures}</div>'
        f'<h2>Questions · <span lang="en">wrong ones first</span></h2>{items_table(items)}'
        "</body></html>\n"
    )


def headline(result: Mapping[str, Any]) -> str:
    """The table of figures: one row for each metric, one column for each group."""
    groups = _groups(result)
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in groups)
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(f"<td>{_figure(figures[name], '—')}</td>" for figures in groups.values())
        + "</tr>"
        for name in result["overall"]
    )
    return (
        f'<div class="scroll"><table class="figures"><thead><tr><th></th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def items_table(items: Sequence[Mapping[str, Any]]) -> str:
    """Every question, lowest F1 first, then most confident first."""
    rows = []
    for item in sorted(items, key=lambda item: (item["f1"], -item["confidence"])):
        history = "".join(f"{escape(str(earlier))} → " for earlier in item.get("history", ()))
        golds = " <b>|</b> ".join(escape(gold) for gold in item["answers"]) or "—"
        rank = "—" if item["rank"] is None else item["rank"]
        mark = "right" if item["f1"] >= RIGHT else "wrong"
        shown = item["prediction"] or f"— ({item.get('candidate', '')})"
        rows.append(
            f"<tr><td>{escape(item['id'])}</td><td>{history}{escape(item['question'])}</td><td>{golds}</td>"
            f'<td class="{mark}">{escape(shown)}</td><td>{item["f1"]:.2f}</td>'
            f"<td>{item['confidence']:.2f}</td><td>{rank}</td></tr>"
        )
    names = ("id", "question", "attendu · expected", "réponse · answer", "F1", "confiance · confidence", "rang · rank")
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'


def reliability_plot(confidences: Sequence[float], right: Sequence[bool]) -> str:
    """Share right against mean confidence in ten bins; larger dots hold more. The diagonal is perfect calibration."""
    rows = reliability(confidences, right)
    most = max((size for _, _, size in rows), default=1)
    dots = "".join(
        f'<circle class="fill" cx="{_x(confidence):.1f}" cy="{_y(share):.1f}" r="{3 + 9 * (size / most) ** 0.5:.1f}" '
        f'opacity=".75"><title>{confidence:.2f} → {share:.2f} ({size})</title></circle>'
        for confidence, share, size in rows
    )
    guide = f'<line class="guide" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>'
    return _plot(guide + dots, "confiance · confidence", _SHARES, _SHARES)


def risk_plot(confidences: Sequence[float], right: Sequence[bool]) -> str:
    """Share of wrong answers against the share of questions answered, most confident first."""
    points = " ".join(f"{_x(c):.1f},{_y(risk):.1f}" for c, risk in risk_coverage(confidences, right))
    return _plot(f'<polyline class="curve" points="{points}"/>', "couverture · coverage", _SHARES, _SHARES)


def latency_plot(latencies: Sequence[float], bins: int = 20) -> str:
    """Histogram of the milliseconds per question."""
    top = max(latencies, default=1.0) or 1.0
    counts = [0] * bins
    for latency in latencies:
        counts[min(int(bins * latency / top), bins - 1)] += 1
    most = max(counts) or 1
    width = (_x(1) - _x(0)) / bins
    bars = "".join(
        f'<rect class="fill" x="{_x(i / bins) + 1:.1f}" y="{_y(n / most):.1f}" width="{width - 2:.1f}" '
        f'height="{_y(0) - _y(n / most):.1f}"><title>{n}</title></rect>'
        for i, n in enumerate(counts)
        if n
    )
    across = [(t, f"{t * top:.0f}") for t in (0.0, 0.25, 0.5, 0.75, 1.0)]
    return _plot(bars, "ms", across, [(0.0, "0"), (1.0, str(most))])


_SHARES = [(t, f"{100 * t:.0f} %") for t in (0.0, 0.25, 0.5, 0.75, 1.0)]


def _x(share: float) -> float:
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def _plot(inside: str, name: str, across: Sequence[tuple[float, str]], up: Sequence[tuple[float, str]]) -> str:
    """Draw the axes around ``inside``; a tick is (share of the axis, label)."""
    axes = "".join(
        [f'<text x="{_x(t):.1f}" y="{_y(0) + 15}" text-anchor="middle">{escape(label)}</text>' for t, label in across]
        + [
            f'<line class="axis" x1="{_x(0)}" x2="{_x(1)}" y1="{_y(t):.1f}" y2="{_y(t):.1f}"/>'
            f'<text x="{_x(0) - 6}" y="{_y(t) + 4:.1f}" text-anchor="end">{escape(label)}</text>'
            for t, label in up
        ]
    )
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(name)}">{axes}{inside}'
        f'<text x="{_x(0.5):.1f}" y="{_HEIGHT - 6}" text-anchor="middle">{escape(name)}</text></svg>'
    )


def _groups(result: Mapping[str, Any]) -> dict[str, Any]:
    return {"overall": result["overall"], **result["by_language"], **result["by_kind"]}


def _figure(value: float | Sequence[float] | None, none: str) -> str:
    if isinstance(value, Sequence):
        return "–".join(f"{edge:.1f}" for edge in value)
    if isinstance(value, float):
        return f"{value:.3f}" if 0 < value < 1 else f"{value:.1f}"
    return none if value is None else str(value)
