"""Step 1: sentences to read. WordNet's example sentences (Debian: wordnet-base) and everyday ones made here."""

import os
import random
import re

from state import SEED, SMOKE, STATE

WORDNET = os.environ.get("SOVITS_WORDNET", "/usr/share/wordnet") + "/data."
COUNT = 120 if SMOKE else 20000
HELD_OUT = 10 if SMOKE else 200

DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()
NAMES = "Anna Robert Maria Peter Susan David Helen George Laura Michael Emma Thomas".split()
PLACES = "London Paris Boston Berlin Chicago Dublin Sydney Toronto Madrid Vienna".split()
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PATTERNS = [
    "Hello from {place}.", "Hello, {name}, how are you today?", "Good morning, {name}.", "My name is {name}.",
    "The meeting is on {day}, the {n} of {month}.", "It is {n} minutes past {h}.", "The train to {place} leaves at {h}.",
    "There are {n} books on the table.", "{name} was born in {month}.", "Please call {name} at {h} on {day}.",
    "The letters are {l1} {l2} {l3}.", "This is the {l1} {l2} {l3}.", "Turn left after {n} miles.",
    "Welcome to {place}, {name}.", "Can you hear me, {name}?", "Thank you very much, {name}.", "See you on {day}!",
    "The temperature is {n} degrees.", "I will be back in {n} minutes.", "{n} plus {h} is a number.",
    "Hello from the {l1} {l2} {l3}.", "Are you from {place}?", "We went from {place} to {place2} in {month}.",
]
TEENS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
TEENS += "seventeen eighteen nineteen".split()
TENS = {20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety"}


def number(n):
    return TEENS[n] if n < 20 else TENS[n // 10 * 10] + ("" if n % 10 == 0 else " " + TEENS[n % 10])


def everyday(draw):
    letters = draw.choices(LETTERS, k=3)
    return draw.choice(PATTERNS).format(
        name=draw.choice(NAMES), place=draw.choice(PLACES), place2=draw.choice(PLACES), day=draw.choice(DAYS),
        month=draw.choice(MONTHS), n=number(draw.randint(2, 99)), h=number(draw.randint(1, 12)), l1=letters[0], l2=letters[1],
        l3=letters[2],
    )


def wordnet():
    for kind in ("noun", "verb", "adj", "adv"):
        with open(WORDNET + kind, encoding="utf-8", errors="ignore") as file:
            for line in file:
                for example in re.findall(r'"([^"]*)"', line):
                    text = example.split("; ")[0].strip()
                    if re.fullmatch(r"[A-Za-z][A-Za-z ,']*[A-Za-z][.?!]?", text) and 3 <= len(text.split()) <= 11:
                        yield text[0].upper() + text[1:] + ("" if text[-1] in ".?!" else ".")


def main():
    draw = random.Random(SEED)
    found = sorted(set(wordnet()))
    draw.shuffle(found)
    daily = sorted({everyday(draw) for _ in range(COUNT // 8)})
    draw.shuffle(daily)
    texts = found[: COUNT - len(daily)] + daily
    draw.shuffle(texts)
    held_out = found[COUNT : COUNT + HELD_OUT]
    STATE.mkdir(parents=True, exist_ok=True)
    (STATE / "sentences.txt").write_text("\n".join(texts) + "\n")
    (STATE / "held-out.txt").write_text("\n".join(held_out) + "\n")
    print(f"{len(texts)} sentences, {len(held_out)} held out")


if __name__ == "__main__":
    main()
