"""What can be decided about quotations.

Rules about published findings, locks and transactions are those of `themes.desk.deciding`.
"""

from themes.desk.acts.base import ActInput, DeskAct
from themes.desk.acts.checks import CheckAgain, Overrule, SeenOnPicture, StopOverruling
from themes.desk.acts.pages import MoveToFoundPage, SetPages, SplitList
from themes.desk.acts.words import MarkAsOurOwn, Reword, TakeWording

__all__ = ["ACTS", "FOR_SEVERAL", "ActInput", "DeskAct"]

# In the order in which their buttons and fields stand.
ACTS: dict[str, DeskAct] = {
    act.slug: act
    for act in (
        SeenOnPicture(),
        TakeWording(),
        MoveToFoundPage(),
        Reword(),
        SetPages(),
        SplitList(),
        StopOverruling(),
        CheckAgain(),
        MarkAsOurOwn(),
        Overrule(),
    )
}
# Those that can be decided for many at once, in the order of the list that offers them.
FOR_SEVERAL = ("move", "split_list", "overrule", "our_own_words", "check_again")
