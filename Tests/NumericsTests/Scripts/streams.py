"""First two draws of each purpose's stream for seed 5: SplitMix64 and xoshiro256** written down from the papers."""

MASK = 2**64 - 1


def mix(state):
    state = (state + 0x9E3779B97F4A7C15) & MASK
    z = state
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
    return state, z ^ z >> 31


def rotl(x, k):
    return (x << k | x >> 64 - k) & MASK


STEP = 0xD1B54A32D192ED03


def draws(seed, indices, count, last_bit=0):
    state = seed
    for position, index in enumerate(indices, 1):
        _, out = mix(state)
        state = out ^ (index + position * STEP & MASK)
    s = []
    for _ in range(4):
        state, out = mix(state)
        s.append(out)
    s[3] |= last_bit
    for _ in range(count):
        yield rotl(s[1] * 5 & MASK, 7) * 9 & MASK
        t = s[1] << 17 & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl(s[3], 45)


def tag(text):
    return int.from_bytes(text.encode(), "big")


for name, indices in {
    ".weights(block: 4)": [4],
    ".droppedUnits(step: 6, node: 7, sample: 8)": [tag("unit"), 6, 7, 8],
    ".droppedWeights(step: 6, node: 7)": [tag("weig"), 6, 7],
    ".trainingPartition": [1, 0],
    ".epochOrder(epoch: 9)": [2, 9],
    ".augmentation(epoch: 9, sample: 8)": [3, 9, 8],
    ".curvePlaces(epoch: 9)": [tag("curve"), 9],
    ".trainingSample(8)": [0, 8],
    ".testSample(8)": [1, 8],
    ".tableDivision": [tag("table")],
    ".formerTableDivision": [2],
    ".probedSamples": [tag("probe")],
    ".checkedPoints": [tag("check")],
    ".curvatureProbe(2)": [tag("hesse"), 2],
    ".sampleGroups": [tag("group")],
    ".directionSeed(1)": [0, 1],
    ".direction(block: 3)": [3],
    ".regressionTable": [-STEP & MASK],
    ".cornerDraws(chunk: 3)": [2 * STEP & MASK],
    ".example": [],
    ".exampleDraw(6)": [6],
}.items():
    # Version 0.1 set the last bit of the state where it drew for regularization.
    first, second = draws(5, indices, 2, last_bit=int("regression" in name or "corner" in name))
    print(f"({name}, 0x{first:016X}, 0x{second:016X}),")
