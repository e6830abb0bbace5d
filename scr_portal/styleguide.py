"""The style guide: every component of the public pages, in all its states, rendered by its own template.

A template's first comment says what it is and which parameters it takes. When to use it and its examples are in the
file beside it: `tag.examples.yaml` for `tag.html`. Each example names its `state`; all other keys are the template's
context, in which `!card {…}` and the like call the builders of `scr_portal.examples`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from scr_portal.examples import BUILDERS

TEMPLATES = Path(settings.BASE_DIR / "templates")
EXAMPLES = ".examples.yaml"
FIRST_COMMENT = re.compile(r"\{#\s*(.*?)\s*#\}|\{% comment %\}\s*(.*?)\s*\{% endcomment %\}", re.DOTALL)
# Attributes that name an element, or point to one by its name.
NAMES = re.compile(r'\s(id|for|form|aria-labelledby|aria-describedby)="([^"]+)"| href="#([^"]+)"')


class Example(NamedTuple):
    state: str
    context: Mapping[str, Any]
    is_empty: bool  # the state in which nothing is shown


@dataclass(frozen=True)
class Component:
    template: str
    use: str
    examples: tuple[Example, ...]

    @property
    def anchor(self) -> str:
        return slugify(self.template.removesuffix(".html").replace("/", "-"))

    @property
    def name(self) -> SafeString:
        """The template's path, which may break after its parts."""
        return mark_safe(re.sub(r"([/_])", r"\1<wbr>", self.template))  # noqa: S308 - a file name of ours

    @property
    def comment(self) -> str:
        """The first comment of the template. Empty when it has none."""
        match = FIRST_COMMENT.search((TEMPLATES / self.template).read_text())
        return " ".join((match[1] or match[2]).split()) if match else ""

    @property
    def states(self) -> list[tuple[str, SafeString]]:
        """Each state with its HTML, whose ids occur nowhere else."""
        template = get_template(self.template)
        return [
            (
                example.state,
                isolate(template.render(dict(example.context)), f"{self.anchor}-{number}"),
            )
            for number, example in enumerate(self.examples, 1)
        ]


def isolate(html: str, prefix: str) -> SafeString:
    """An example's HTML with `prefix` before all its ids, so that it can stand beside others. It takes no focus."""

    def add_prefix(match: re.Match[str]) -> str:
        if match[3]:
            return f' href="#{prefix}-{match[3]}"'
        return f' {match[1]}="{" ".join(f"{prefix}-{name}" for name in match[2].split())}"'

    # As the page opens, the script would move the focus to a list of errors.
    html = html.replace(' data-module="govuk-error-summary"', "")
    return mark_safe(NAMES.sub(add_prefix, html).strip())  # noqa: S308 - rendered by our templates


def find_templates() -> set[str]:
    """Every template that is a component. Not those around every page: the guide itself shows them."""
    around_every_page = {f"includes/{name}.html" for name in ("exit_link", "footer", "header", "printed")}
    found = {
        path.relative_to(TEMPLATES).as_posix()
        for folder in ("components", "forms", "includes")
        for path in (TEMPLATES / folder).glob("[!_]*.html")
    }
    return found - around_every_page


@functools.cache  # not on import: builders look up addresses
def read_components() -> tuple[Component, ...]:
    """Every component that has a file of examples, by path."""
    return tuple(read_component(path) for path in sorted(TEMPLATES.glob(f"*/*{EXAMPLES}")))


def read_component(path: Path) -> Component:
    content = yaml.load(path.read_text(), Loader=ExampleLoader)  # noqa: S506 - a safe loader with our builders
    return Component(
        template=path.relative_to(TEMPLATES).as_posix().replace(EXAMPLES, ".html"),
        use=content["use"],
        examples=tuple(
            Example(values.pop("state"), is_empty=values.pop("is_empty", False), context=values)
            for values in content["examples"]
        ),
    )


class ExampleLoader(yaml.SafeLoader):
    """YAML in which `!card {text: …}` is the result of BUILDERS["card"](text=…)."""

    def call_builder(self, name: str, node: yaml.Node) -> Any:
        build = BUILDERS[name]
        if isinstance(node, yaml.MappingNode):
            return build(
                **{str(key): value for key, value in self.construct_mapping(node, deep=True).items()}
            )
        return build(node.value) if node.value else build()


ExampleLoader.add_multi_constructor("!", ExampleLoader.call_builder)
