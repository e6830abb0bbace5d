"""Cards and figures for templates."""

from django import template
from django.utils.safestring import SafeString

from themes.cards import Card, card_html
from themes.figures import Figure, figure_html

register = template.Library()


@register.simple_tag
def finding_card(card: Card) -> SafeString:
    """`{% finding_card card %}`: components/finding.html, made once for each content."""
    return card_html(card)


@register.simple_tag
def figure_table(figure: Figure) -> SafeString:
    """`{% figure_table figure %}`: components/figure.html, made once for each content."""
    return figure_html(figure)
