"""`explain --html`: one page that needs nothing beside it, built as elements, so that no text can become markup."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

from nb2prod.model import Plan
from nb2prod.report.findings import cell_title, one_line, place, sort_findings
from nb2prod.report.lines import Line, lines
from nb2prod.report.sections import Section, sections
from nb2prod.report.summary import inference_line

GONE = ("dropped", "report")
STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8882; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-top: 1px solid var(--line); }
th { font-weight: 600; border-top: 0; }
pre { margin: 0; font: 13px/1.45 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.code { width: 55%; } .place { width: 3rem; opacity: .6; } .gone pre { opacity: .45; text-decoration: line-through; }
.fate { border-radius: .6rem; padding: 0 .5rem; background: var(--soft); white-space: nowrap; }
.error { border-left: 4px solid #d33; } .warning { border-left: 4px solid #d90; } .note { border-left: 4px solid #59c; }
.finding { padding-left: .75rem; margin: .5rem 0; } .because { font-style: italic; } h2 { margin-top: 2rem; }
"""


def page(plan: Plan, cell: int | None = None) -> str:
    """The explanation as HTML: every cell with its lines, then what the project is made of; `cell` counts from 0."""
    notebook = plan.program.notebook
    root = Element("html", lang="en")
    head = SubElement(root, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", name="viewport", content="width=device-width")
    _add(head, "title", f"{notebook.file} as {plan.package}")
    SubElement(head, "style").text = STYLE
    body = SubElement(root, "body")
    _add(body, "h1", f"{notebook.file} → {plan.package}")
    every = [line for line in lines(plan) if cell in (None, line.cell)]
    _add(body, "p", _count(every))
    _add(body, "p", f"Inference: {inference_line(plan)}")
    _findings(body, plan, cell)
    for index in dict.fromkeys(line.cell for line in every):
        _cell(body, plan, index, [line for line in every if line.cell == index])
    for section in sections(plan) if cell is None else ():
        _section(body, section)
    return "<!DOCTYPE html>\n" + tostring(root, encoding="unicode", method="html") + "\n"


def _add(parent: Element, tag: str, text: str, name: str = "") -> Element:
    child = SubElement(parent, tag, {"class": name} if name else {})
    child.text = "".join(character if character.isprintable() or character in "\n\t" else " " for character in text)
    return child


def _count(every: Iterable[Line]) -> str:
    found = Counter(line.fate for line in every)
    return f"{found.total()} statements: " + ", ".join(f"{count} {fate}" for fate, count in found.most_common())


def _findings(body: Element, plan: Plan, cell: int | None) -> None:
    found = sort_findings(finding for finding in plan.findings if cell in (None, finding.cell))
    if found:
        _add(body, "h2", "Findings")
    for finding in found:
        where = place(plan.program.notebook, finding.cell, finding.line)
        block = SubElement(body, "div", {"class": f"finding {finding.level}"})
        _add(block, "div", f"{finding.level} {finding.code}, {where}: {one_line(finding.text)}")
        _add(block, "div", one_line(finding.advice), "because")


def _cell(body: Element, plan: Plan, index: int, inside: Iterable[Line]) -> None:
    title = _add(body, "h2", cell_title(plan.program.notebook, index).replace("cell", "Cell", 1))
    title.set("id", f"cell-{index + 1}")
    table = SubElement(body, "table")
    for line in inside:
        row = SubElement(table, "tr", {"class": "gone" if line.fate in GONE else line.fate})
        _add(row, "td", str(line.line), "place")
        _add(SubElement(row, "td", {"class": "code"}), "pre", line.source.strip("\n"))
        told = SubElement(row, "td")
        _add(told, "span", line.fate, "fate")
        if line.step:
            _add(told, "span", f" {line.step}")
        _add(told, "div", one_line(line.because), "because")


def _section(body: Element, section: Section) -> None:
    title, header, rows = section
    if not rows:
        return
    _add(body, "h2", title)
    table = SubElement(body, "table")
    top = SubElement(table, "tr")
    for name in header:
        _add(top, "th", name)
    for row in rows:
        line = SubElement(table, "tr")
        for text in row:
            _add(line, "td", text)
