# ruff: noqa: E501 - pages and prose are kept whole
"""Fictional publications in a small line format, written for tests of reading.

``# `` to ``### `` headings, ``- `` and ``-- `` items, ``1. `` numbered items, ``> text | speaker`` quotations,
``| a | b`` table rows, ``^ `` captions, everything else a paragraph.  Organisations and people are invented.
"""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    """One block of a source."""

    kind: str
    text: str
    level: int = 0
    ordinal: str = ""
    speaker: str = ""
    cells: tuple[str, ...] = ()


class Source(NamedTuple):
    """One fictional publication."""

    name: str
    title: str
    date: str
    author: str
    publisher: str
    lines: tuple[Line, ...]


_RAW = {
    "kettles": """
title: A kettle is not a plan
date: 2019-05-03
author: Imke Farrow
publisher: Lanternfold Trust
Every Thursday our van stops outside the gate at seven. We hand out a kettle, a blanket and a bus ticket, and we ask each person where they are going to sleep. Last year 412 people told us that they did not know.
We are proud of the van. But a kettle is not a plan, and after nine years of handing them out we would like to say what we think should happen instead.
# What people ask us for
The list has hardly changed since we began. People want a door that locks, somebody to ring, and money that lasts until the first payment arrives.
- A room in the town where their children live
- A telephone with credit on it
- A doctor who has their notes
-- prescriptions for at least seven days
-- a letter that the chemist will accept
- Proof of who they are
None of these is dear. Together they cost less than one night in a cell, and yet no single office is responsible for them.
> I came out with forty pounds and a carrier bag. Nobody had told my sister which day it was. | Dorrit, released in March
# Lessons for councils
Councils that do this well have three things in common.
1. Name one officer whom prisons can ring. It does not matter in which department he or she sits, as long as the telephone is answered.
2. Keep two rooms free on Fridays.
3. Do not ask for a local connection before the first night. The rules allow it, and the argument costs more than the room.
# Lessons for prisons
- Tell people their date of release at least a fortnight before.
- Don't release anybody after three o'clock on a Friday.
Lanternfold will go on driving the van. We would be glad to stop.
""",
    "orchard": """
title: The orchard and the wall: gardening in four prisons
date: 2021-10
author:
publisher: Greenbarrow Institute
This report looks at what happened when four prisons planted orchards. It draws on 61 interviews, on the diaries of eleven gardeners and on three years of figures that the prisons kept for us.
# Summary
Orchards are slow. Few of those who planted the trees were there to eat the apples, and several told us that this was the point.
- Assaults on the wings nearest the orchards fell by a fifth.
- Places were few, and went to those who had been there longest.
- Where a charity ran the orchard, people could go on working in its other gardens after release.
# Background
## Why orchards
The idea came from a governor who had inherited six acres of nettles. She asked the Pomona Society whether anything could be grown there, and it sent two volunteers and a spade.
## Who took part
Between them the prisons hold 2,300 men. About 190 worked in the orchards at some time, most of them over forty.
^ Table 1. People who worked in the orchards
| Prison | Places | Waiting list
| Marl Hill | 24 | 61
| Sedge End | 18 | 40
| Thornlow | 12 | 12
# What we found
The effect on mood was plain and quick. Gardeners slept better, ate better and quarrelled less. The effect on work after release depended on whether anybody was waiting at the other end.
> You cannot hurry a tree. I had never waited for anything in my life. | Gardener, Sedge End
Where the link with employers was weak the skill went to waste. We met a man who could graft eleven kinds of apple and was washing cars.
# Recommendations
## For the prison service
1. Every prison with more than two acres should offer work on them.
2. Pay gardeners at least what the laundry pays.
3. Places should be kept for people who are new to the prison. At present they wait so long that many leave before their turn comes, and those who would gain most gain nothing.
## For charities
4. Charities could offer a trial week outside before the day of release.
5. Never promise a job that does not yet exist.
""",
    "reply": """
title: Our response to the consultation on shorter waiting times
date: 2023-02-14
author:
publisher: Association of Visiting Schemes
We welcome the opportunity to respond to this consultation. The Association of Visiting Schemes has 74 members in prisons and police stations, all of them run by volunteers.
# About us
Our members see some 9,000 people a year. They are asked for nothing but time, and they have no powers; this is why people talk to them.
# Question 1. Do you agree that waiting times should be published?
Yes. They should be published every month, by establishment, and in a form that can be read without a spreadsheet.
# Question 2. What would reduce waiting times most?
Our members were of one mind. The three causes that they name most often are
- vetting, which takes nineteen weeks on average
- staff who are moved at an hour's notice
- forms that have to be sent by post
The first of these is the worst. One scheme lost eleven of fourteen new volunteers while they waited.
# Question 3. Is there anything else that you wish to say?
We would ask the department to do the following:
a. accept the vetting of one prison in every other;
b. answer letters within ten working days;
c. pay the fares of volunteers in advance.
We should be glad to give evidence in person.
""",
    "bulletin": """
title: What the spring taught us about families
date: 2022-06-21
author: Tamsin Okoro and Bede Larkin
publisher: Hearth and Road
Four of our projects ended this spring. Before we file the reports, here is what we have learned, good and bad, about keeping families together when a parent is in prison.
# Three things that worked
**Letters first.** Children who had exchanged letters before the first visit were calmer at it. It costs a stamp.
**Saturday mornings.** Visits in the week meant missing school. Moving them doubled the number of children who came.
**Grandparents.** We had not counted them. They turned out to be doing most of the caring, on pensions.
# Two that did not
Our video suite was used eleven times. The signal failed on nine of them. We shall not build another.
The training course for officers was praised by everybody who took it and changed nothing, because those who took it were moved to other wings.
> She asked me if I had a garden in there. I said yes. I'll have to grow one now. | Father of two, Low Moor
# What we ask
Of the government:
- Fund a family worker in every prison, not only in those with a mother and baby unit.
- Publish how far children travel. No one knows.
Of other charities:
- Share what fails as well as what works.
- Consider grandparents when you write your forms.
Thanks to the Wren Foundation, which paid for all four projects, and to the 63 families who put up with our questionnaires.
""",
    "tenancy": """
title: Keeping the keys: a briefing on tenancies and short sentences
date: 2018-11-08
author: Policy team
publisher: Shelterbelt
A sentence of six weeks is long enough to lose a home and too short to be given help to keep it. This briefing explains how tenancies are lost during short sentences and what would prevent it.
# Key facts
- Two thirds of those on short sentences had a tenancy when they went in; a third had one when they came out.
- Rent support stops after thirteen weeks, and in practice after about five.
- It costs a council some £7,000 to re-house one person.
# How a tenancy is lost
## The first week
Nobody tells the landlord. The tenant has no telephone, no stamps and often no idea that the rent will not be paid.
## The sixth week
A notice goes to an empty flat. By the time it is found the date to answer has passed.
# What would help
We recommend that:
1. prisons ask about tenancies on the first night, and write to the landlord on the second;
2. landlords wait at least thirteen weeks before they serve notice on a tenant in custody;
3. councils keep a fund for rent of up to £1,000 for each person, to be paid at once and without an interview.
> We would far rather keep a tenant than find one. Just ring us. | Housing manager, Cobbler's Lane Homes
# Further information
The figures are taken from the yearly survey by the Stonebeck Centre for Housing Research. For more about this briefing write to the policy team.
""",
    "inspection": """
title: Locked out of learning: education in three women's prisons
date: 2024-03-19
author:
publisher: Inspectorate of Learning in Custody
Inspectors visited three women's prisons in the autumn. They found good teaching in poor rooms, long waits, and courses chosen because they were cheap and not because anybody had asked for them.
# Main findings
1.1 Fewer than one woman in five was in a class on the days of our visits. The rooms were there and the teachers were there, but nobody had been sent to fetch the women from the wings.
1.2 Tutors employed by charities were better prepared and stayed longer. Two had been coming for more than ten years and knew every woman in the building by name.
1.3 Women who cannot read well were given forms to fill in so that their needs could be assessed. Most handed them back empty, and the form recorded that they had no needs.
# What the women told us
> I have done the hygiene certificate four times. It is the only one they have. | Woman at Aldermoor
> The writing class is the one hour when nobody shouts. | Woman at Vale House
# Recommendations
To the governors
- The timetable should be kept to on at least nine days in ten.
- Ask every woman on arrival what she would like to learn, and write down the answer.
To the education providers
- Providers must publish how many women finish each course.
- Stop offering the same certificate twice to the same person.
To the ministry
- The ministry should let governors buy from small charities without a tender below £25,000.
""",
    "nightshelter": """
title: Forty winters: a short history of the Quay Street shelter
date: 2016-01-29
author: Osric Plumb
publisher: Quay Street Shelter
In January 1976 eleven people from three churches put eighteen mattresses on the floor of a sail loft. They meant to do it for one winter.
I have been asked to write down how it became forty. I was the youngest of the eleven, and I am the only one who still lives in the town.
# The loft
There was one tap. Soup came from the hotel kitchens in milk churns, after ten, when the last guests had eaten. We had no rules except that nobody was turned away, and we broke that one on the second night because the floor was full.
^ The sail loft in its second winter
# The move
The loft burned in 1988, in August, when it was empty. The Harbour Commissioners let us have the ice house for a pound a year. It had walls four feet thick and no windows at all.
> It was the warmest place I ever slept, and the darkest. | Old Nan
# What has changed, and what has not
Most of our guests then were seamen. Now most have come from prison, from care or from a broken tenancy, and they are younger. They still want what Nan wanted.
- to be called by their names
- to be let in before dark
- to be told the truth about the next day
We need beds, of course, and money. But what we have always needed most is people who will sit up until six with somebody who cannot sleep. If that could be you, come and knock.
""",
    "funding": """
title: Small sums, long strings: how grants reach local charities
date: 2020-09-15
author: Dr Hesper Vane
publisher: Centre for Giving
Local charities do most of the work with people leaving prison and get about a twentieth of the money. This paper follows 214 grants from the funder to the street and asks what happened on the way.
# What we did
We asked nine foundations for their records. Seven agreed. We then visited 38 of the charities that they had paid.
# What we learned
## Grants are short
The usual grant lasts eleven months. It takes four of them to hire somebody, and in the last three that person is looking for another job.
## Forms are long
The longest application that we saw had 94 questions for £2,000. The shortest, for £60,000, had six.
| Grant | Questions | Weeks to decide
| Under £5,000 | 41 | 17
| £5,000 to £20,000 | 33 | 22
| Over £20,000 | 29 | 26
## Reports go unread
We asked the foundations who reads the yearly reports. Three did not know.
# Lessons for funders
- Give for three years, or say why not.
- Ask no question whose answer you will not use.
- Visit. Half of the charities had never met the person who decides.
# Lessons for local charities
- Don't take a grant that costs more to report on than it pays.
- Club together: four charities in Tarrant share one bookkeeper, and it has saved each of them a day a week.
""",
}


def _line(raw: str) -> Line:
    if raw.startswith("#"):
        marks, _, text = raw.partition(" ")
        return Line("heading", text, len(marks) + 1)
    if raw.startswith("-- "):
        return Line("list_item", raw[3:], 2)
    if raw.startswith("- "):
        return Line("list_item", raw[2:], 1)
    if raw.startswith("> "):
        text, _, speaker = raw[2:].partition(" | ")
        return Line("quote", text, speaker=speaker)
    if raw.startswith("^ "):
        return Line("caption", raw[2:])
    if raw.startswith("| "):
        return Line("row", "", cells=tuple(cell.strip() for cell in raw[2:].split("|")))
    head, dot, rest = raw.partition(". ")
    if dot and (head.isdigit() or (len(head) == 1 and head.islower())):
        return Line("list_item", rest, 1, head)
    if raw.startswith("**"):
        # A run-in label in bold: words of the paragraph, marked up by some layouts.
        return Line("paragraph", raw.replace("**", ""))
    return Line("paragraph", raw)


def load_sources() -> tuple[Source, ...]:
    """Return all sources."""
    result = []
    for name, raw in _RAW.items():
        rows = [row for row in raw.strip().split("\n") if row.strip()]
        head = dict(row.split(": ", 1) if ": " in row else (row.rstrip(":"), "") for row in rows[:4])
        head = {key.rstrip(":"): value for key, value in head.items()}
        result.append(
            Source(
                name,
                head["title"],
                head["date"],
                head["author"],
                head["publisher"],
                tuple(_line(row) for row in rows[4:]),
            )
        )
    return tuple(result)
