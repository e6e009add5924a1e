"""An archive of two shows as files, for pages that went all the way from Markdown and transcripts."""

from __future__ import annotations

import random
from pathlib import Path

THEMES = (
    ("AWS Lambda", "Amazon S3", "DynamoDB", "Terraform"),
    ("Redis", "PostgreSQL", "Sidekiq", "Ruby on Rails"),
)
"""Technologies that are mostly named with others of their row."""
WORDS = {"AWS Lambda": ("AWS Lambda", "Amazon Lambda"), "Ruby on Rails": ("Ruby on Rails", "Rails"), "PostgreSQL": ("PostgreSQL", "Postgres")}  # fmt: skip
"""What people say, where it is not the name alone."""
SAYINGS = (
    "In week {n} we put {a} beside {b}, and it held.",
    "Number {n} on my list is {a}; {b} comes after it.",
    "What {a} cannot do, {b} did for us {n} times.",
    "We measured {n} seconds with {a} in front of {b}.",
    "For the café’s {n} menus there is {a}, “and {b},” as they say 🍕.",
)
SHOWS = (("cloud-hour", "Ada Wood", "Cyril Penn"), ("web-hour", "Bo Lind", "Dora Quist"))
"""Slug, host and the guest of every other episode."""


def write_files(folder: Path, episodes: int = 26, seed: int = 4) -> Path:
    """Write front-matter Markdown with a labelled transcript for one show, notes and timed text for the other."""
    chance = random.Random(seed)
    for number in range(episodes):
        show, host, guest = SHOWS[number % 2]
        speakers = (host, guest) if number % 4 < 2 else (host,)
        date = f"{2016 + number // 6}-{number % 12 + 1:02}-05"
        head = f'---\ntitle: "{number:03} A talk on {THEMES[number % 2][0]}"\ndate: {date}\nepisode_number: {number}\nduration: "0:30:00"\naudio_url: https://media.example/{number}.mp3\n---\n\n'
        notes = f"Panel: {', '.join(speakers)}\n\n01:00 - How it began\n\n- [{THEMES[1][0]}](https://redis.io/) and Docker, part {number}\n\n10:00 - What came of it\n\n- [Terraform](https://www.terraform.io/)\n"
        said = [
            (
                60 + 45 * n,
                speakers[n % len(speakers)],
                " ".join(_saying(chance, number) for _ in range(chance.randint(1, 2))),
            )
            for n in range(8)
        ]
        name = f"{number:03}-a-talk.md"
        if number % 2:
            _put(folder / "notes" / show / name, head + notes)
            _put(folder / "transcripts" / show / name.replace(".md", ".txt"), "\n".join(f"[{at // 60:02}:{at % 60:02}] {who}: {text}" for at, who, text in said) + "\n")  # fmt: skip
        else:
            turns = "\n\n".join(f"**{who.upper()}:** {text}" for _, who, text in said)
            _put(folder / "episodes" / show / name, f"{head}{notes}\n### Transcript\n\n{turns}\n")
    return folder


def _saying(chance: random.Random, number: int) -> str:
    theme = THEMES[chance.random() < (0.8 if number % 2 else 0.2)]
    names = chance.sample(theme, 2)
    if chance.random() < 0.15:
        names[1] = chance.choice(THEMES[theme is THEMES[0]])
    a, b = (chance.choice(WORDS.get(name, (name,))) for name in names)
    return chance.choice(SAYINGS).format(a=a, b=b, n=chance.randint(2, 900))


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
