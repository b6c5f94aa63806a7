// Written by Scripts/archives.py.

/// Containers written by `safetensors`.
enum SafetensorsFixtures {
  /// 0 to 5 in two rows of three, in each type, by its name; `scalar` 1.5, `none` of 0 rows.
  static let kinds = Packed(
    count: 1294,
    """
    lZTBasJAEIbXGKHHHvoAZc97MJuYrFIwSCsIBU85VQlbTWhBEzHbQxHBR+m1b1Hoy3jsI3Q22YhblaQDm9kZ5pud/Buyb6LcNjgM
    l5Hgcy54GOLeBs94/P2Je3iCrQmeJJjgOF0vuYDUSuAtwW+viXAdWToX76sI8gGEBGcvXEZPlNhTgvOGaRxnkcgg2SYOmwJ8wo6q
    WYeRrivheJHyP/iwGu+6xHKcA29TjYewggeYWG4+fZIm0WW6fZZ2WUlnM77g68v8BdijU6W6PnpQY3SPEqvQ7gQf1cBBOkrbEn/O
    tbPc4w6DIcQVLQAn1KYH9fUOdRrYlNDi+qQEOh/U4OH2aKeUQMdHNfAOSOCWny7TaFYJw/VR7zC7RgfVtAeTs0L9NF1oyo/Hj5U4
    A+UZvPj2FgwpayhvKK9+A8hUvoV0+299YT99tfELd6X8tfI3yu/6RY0PawfrA9ZXvzzXUOeZR+ecz0Mf3/d3vuTRHXQcoHv0IKsN
    qDTzqqN9w2iarfIp7Rc=
    """)

  /// `b`: 1, 2; `unlisted`: 9.
  static let first = Packed(
    count: 140,
    """
    q2CAgGqlJCWraqWUksqCVCUrJTdjIyUdpeKMRBAv2ihWRyklsSQxPj8trTi1pBgoZKBjEVuro1Sal5NZXJKagluvIaZeCx1Do9ja
    WgUQYGBosAda78DAIOAIAA==
    """)

  /// `a`: 3.
  static let second = Packed(
    count: 68,
    """
    s2CAgGqlRCWraqWUksqCVCUrJTdjIyUdpeKMRBAv2jBWRyklsSQxPj8trTi1pBgoZKBjEltbq6DAwODgAAA=
    """)

  /// Lists `a` and `b`.
  static let index = Packed(
    count: 122,
    """
    q+ZSUFDKTS1JTEksSVSyUqgG8oEiJfkliTnxxZlVqUAxQyOgYK0OSGV5amZ6Rkl8bmIBQi1Im1KurpFecWJaaklqXnF+UbGSDkQu
    CSJniCIHMo2rFgA=
    """)

  /// A tensor of 8-bit floats.
  static let float8 = Packed(
    count: 74,
    """
    c2CAgGqlCiWraqWUksqCVCUrJTeLeFcTX2MlHaXijESQSLRRrI5SSmJJYnx+WlpxakkxUMhAxyi2tlYBDBgYAA==
    """)
}
