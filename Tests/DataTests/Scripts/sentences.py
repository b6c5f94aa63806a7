"""Sentences and costs that SentenceTests expects: grammar, streams and hash written down once more; python3 sentences.py"""

from fractions import Fraction
from math import log

MASK = 2**64 - 1


def mix(state):
    state = (state + 0x9E3779B97F4A7C15) & MASK
    z = state
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
    return state, z ^ z >> 31


def rotl(x, k):
    return (x << k | x >> 64 - k) & MASK


def stream(seed, indices):
    state = seed
    for position, index in enumerate(indices, 1):
        state = mix(state)[1] ^ (index + position * 0xD1B54A32D192ED03 & MASK)
    s = []
    for _ in range(4):
        state, out = mix(state)
        s.append(out)
    while True:
        yield rotl(s[1] * 5 & MASK, 7) * 9 & MASK
        t = s[1] << 17 & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl(s[3], 45)


def below(draws, bound):
    """Lemire 2019, arXiv:1805.10941, algorithm 5."""
    while True:
        product = next(draws) * bound
        if product & MASK >= (2**64 - bound) % bound:
            return product >> 64


NOUNS = "cat dog bird fox cow frog goat horse".split()
ADJECTIVES = "old big red shy".split()
TRANSITIVE = "see like find hear".split()
INTRANSITIVE = "run sing sleep wait".split()


def phrase(pick):
    words = ["the"]
    if pick(2) == 0:
        words.append(ADJECTIVES[pick(4)])
    noun, plural = NOUNS[pick(8)], pick(2) == 1
    words.append({True: {"fox": "foxes"}.get(noun, noun + "s"), False: noun}[plural])
    return " ".join(words), plural


def inflected(verb, plural):
    return verb if plural else verb + "s"


def sentence(draws):
    probability = Fraction(1)

    def pick(count):
        nonlocal probability
        probability /= count
        return below(draws, count)

    subject, plural = phrase(pick)
    words = [subject]
    clause = pick(3)
    if clause == 0:
        words += ["that", inflected(TRANSITIVE[pick(4)], plural), phrase(pick)[0]]
    elif clause == 1:
        other, others = phrase(pick)
        words += ["that", other, inflected(TRANSITIVE[pick(4)], others)]
    if pick(2) == 0:
        words += [inflected(INTRANSITIVE[pick(4)], plural)]
    else:
        words += [inflected(TRANSITIVE[pick(4)], plural), phrase(pick)[0]]
    return " ".join(words) + ".\n", -log(probability)


def fnv1a(text):
    value = 0x811C9DC5
    for byte in text.encode():
        value = (value ^ byte) * 0x01000193 % 2**32
    return value


def sample(seed, split, index):
    draws = stream(seed, [0 if split == "train" else 1, index])
    while True:
        text, cost = sentence(draws)
        if (fnv1a(text) % 5 == 0) == (split == "test"):
            return text, cost


for split in ["train", "test"]:
    samples = [sample(3, split, index) for index in range(200)]
    for text, _ in samples[:4]:
        print(split, repr(text))
    print(split, sum(cost / len(text) for text, cost in samples) / len(samples))
