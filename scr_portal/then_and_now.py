"""Names of 2003 to 2014 that have changed or need a word, each with the places it was looked up in."""

from __future__ import annotations

from typing import NamedTuple

from themes.models.help import get_site


class NameSource(NamedTuple):
    """A page that says so. Old pages move; the site says who it was."""

    url: str

    @property
    def site(self) -> str:
        return get_site(self.url)


class OldName(NamedTuple):
    name: str
    now: str
    addresses: tuple[str, ...]  # two that agree, on different sites, or the name does not stand here

    @property
    def sources(self) -> list[NameSource]:
        return [NameSource(address) for address in self.addresses]


BODIES_AND_PROCEDURES = [
    OldName(
        "Local safeguarding children board (LSCB)",
        "Now local safeguarding partners: the council, the police and the health service of an area, who took over by "
        "the end of September 2019. From April 2006 boards had replaced area child protection committees (ACPCs).",
        (
            "https://www.willispalmer.com/local-safeguarding-childrens-boards-to-be-scrapped/",
            "https://galleryteachers.com/2019/05/safeguarding-updates-may-2019/",
            "https://www.legislation.gov.uk/uksi/2006/90/body/made",
            "https://www.communitycare.co.uk/2005/08/05/special-report-about-guidelines-for-local-safeguarding-childrens-boards/",
        ),
    ),
    OldName(
        "Serious case review (SCR)",
        "Now local child safeguarding practice review. A new law of 2017 brought the change, area by area until "
        "September 2019. Some matters are reviewed nationally, by the Child Safeguarding Practice Review Panel.",
        (
            "https://learning.nspcc.org.uk/case-reviews/process-in-each-uk-nation",
            "https://www.willispalmer.com/local-safeguarding-childrens-boards-to-be-scrapped/",
            "https://safeguardinghavering.org.uk/childrenpartnership/safeguarding-practice-reviews/",
        ),
    ),
    OldName(
        "Ofsted’s evaluation of a review",
        "From April 2007 to 2012 Ofsted graded each serious case review: how well lessons had been found, not how well "
        "people had worked with the family. Reviews are no longer graded in this way.",
        (
            "http://www.ofsted.gov.uk/resources/serious-case-review-evaluations-april-2007-onwards",
            "https://www.cypnow.co.uk/content/news/absence-of-ofsted-evaluation-sparks-rise-in-scrs",
        ),
    ),
    OldName(
        "Working Together",
        "Working Together to Safeguard Children: what the government asks of everybody who works with children. There "
        "were editions in 1999, 2006, 2010, 2013, 2015, 2018 and 2023. A review goes by the one of its time.",
        (
            "https://safeguardingchildren.co.uk/working-together-to-safeguard-children-2023",
            "http://www.publicnet.co.uk/news/2000/01/11/joint-guidance-to-aid-joint-working/",
            "http://www.barabarani.org.uk/pages/Working-Together-to-Safeguard-Children-2010/",
            "https://www.cypnow.co.uk/content/news/absence-of-ofsted-evaluation-sparks-rise-in-scrs",
            "https://www.surreysafeguarding.org.uk/2018/07/05/working-together-to-safeguard-children-2018/",
            "https://www.warringtonsafeguardingpartnerships.org.uk/p/i-work-or-volunteer-with-children-and-young-people/legislation-national-guidance",
        ),
    ),
    OldName(
        "Common Assessment Framework (CAF)",
        "Now early help assessment. The name changed at different times in different areas.",
        (
            "http://www.northamptonshirescb.org.uk/social-care/early-help/early-help-assessment/",
            "https://www.stockport.gov.uk/early-help-assessment",
            "https://www.lancashire.gov.uk/practitioners/supporting-children-and-families/common-assessment-framework/",
        ),
    ),
    OldName(
        "Child protection register",
        "Registers were given up by 1 April 2008. Since then a child has a child protection plan.",
        (
            "https://www.teachingexpertise.com/articles/the-end-of-child-protection-registers/",
            "https://no2abuse.com/articles/comments/understanding-the-importance-of-the-child-protection-register-by-liz-davis",
        ),
    ),
    OldName(
        "Every Child Matters",
        "The government’s programme for children’s services, begun with a paper of 2003. In 2010 a new government gave "
        "up the name.",
        (
            "http://www.wikireadia.org.uk/index.php?title=Every_Child_Matters_-_the_Green_Paper",
            "http://www.literacytrust.org.uk/news/2357_government_to_ban_use_of_phrase_every_child_matters",
            "https://www.tes.com/news/dangerous-lesson-forget",
        ),
    ),
    OldName(
        "Social services",
        "For children, now children’s social care. Councils divided their social services departments into children’s "
        "and adults’ services after 2004.",
        (
            "https://www.communitycare.co.uk/2007/10/11/social-services-departments-adults-and-childrens-life-after-the-great-divide/",
            "https://www.theguardian.com/society/2008/oct/22/social-care",
        ),
    ),
    OldName(
        "MARAC",
        "Multi-agency risk assessment conference: services meet about somebody at high risk from domestic abuse. The "
        "first was held in Cardiff in 2003, and they spread from there. The name has not changed.",
        (
            "https://www.communitycare.co.uk/2007/04/18/risk-assessment-and-domestic-violence-the-multi-agency-marac-model-of-intervention/",
            "https://www.researchgate.net/publication/265784693_A_RISK-LED_APPROACH_TO_DOMESTIC_VIOLENCE_THE_MARAC_MODEL_IN_THE_UK",
        ),
    ),
]

CHILDREN = [
    OldName(
        "Looked after child (LAC)",
        "A child whom a court has placed in a council’s care, or to whom the council gives a home, often by agreement "
        "with the parents. Some say “child in care” of all of them, others only where there is a court order.",
        (
            "https://frg.org.uk/get-help-and-advice/a-z-of-terms/looked-after-child/",
            "http://sites.cardiff.ac.uk/childrens-social-care-law/for-social-workers/looked-after-children/",
            "https://www.timms-law.com/children-in-care-who-is-a-looked-after-child",
        ),
    ),
    OldName(
        "“Child prostitution”",
        "Now sexual exploitation of children. The old words were taken out of the law on 3 May 2015. A child is "
        "exploited, whatever an older report calls it.",
        (
            "https://www.legislation.gov.uk/ukpga/2003/42/section/51",
            "https://www.criminal-injuries.co.uk/news/serious-crime-act-2015-amendments/",
        ),
    ),
]

NATIONAL_ANALYSES = OldName(
    "The national analyses",
    "To 2011 they were biennial: each looked at incidents of two years. Those of 2011 to 2014 and 2014 to 2017 were "
    "triennial. Some articles use these names loosely, so go by the years.",
    (
        "https://www.nspcc.org.uk/what-we-do/news-opinion/triennial-analysis-serious-case-reviews-pathways-to-harm-pathways-to-protection/",
        "https://www.scie.org.uk/safeguarding/children/education/serious-case-reviews/2020-analysis/introduction/",
    ),
)
