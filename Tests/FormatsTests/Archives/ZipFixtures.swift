// Written by Scripts/archives.py.

/// Archives written by Python's `zipfile` and by PyTorch.
enum ZipFixtures {
  /// `a.txt`, `d/b.txt` deflated, `empty`; the comment holds the signature of an end.
  static let mixed = Packed(
    count: 339,
    """
    C/BmZhFhgABFhrZlAmasQBYMJ+qVVJRkpObk5AdA1XGA1U1U6NzEA2S9ZGZgYAfSKfpJIJWrV0iwLk4Q4SkP4GQIQDEYGYAMTs0t
    KKkM8GZkEmHGbTsMLGlkgLkFoQW7QxBaNBDOQrcH3TEITZEIp7GygYSYgXA2kK4BYjUGkKhCZrFCXn6JAjBYFFLzUrAIAQA=
    """)

  /// The same, written where one cannot go back: sizes follow the data.
  static let streamed = Packed(
    count: 349,
    """
    C/BmZhFh4GAAAUUGZMAKxIl6JRUlGak5OfkB3uwcbcsEzFihMgFQfRwY+tiBOEU/CaRz9QoJ1sUJIjzlAZwMIAMmKnRu4gFKv2RG
    GIDd4tTcgpJKkBZkiQBvRiYRZoQmZPewIqlb0sgAcztCC8ShyC5gR9FigXA2uj3ojkNoqkQ4lZUNJMQMhLOB9BqwAgA=
    """)

  /// `a.txt`, `d/café`, `empty`, all stored.
  static let stored = Packed(
    count: 297,
    """
    C/BmZhFhgABFhrZlAmasQBYMJ+qVVJRkpObk5AdA1HFA1M3PWNUBYoIwOxCn6Ccnph1eycDIxMzCysYegGIoMgAZmppbUFIZ4M3I
    JMKM22YYWNLIAHMHXAsORyC0aCCchG4PumMQmkIRTmNlAwkxA+FsIF0BVgAA
    """)

  /// No entries.
  static let none = Packed(
    count: 22,
    """
    C/BmZWPAAAA=
    """)

  /// As `stored`, all numbers with 64 bits.
  static let wide = Packed(
    count: 517,
    """
    C/BmZtFlgABFhrZlAmb/oYCVQYQhUa+kooSRQYCBFaoERmek5uTkB0D0ckD0zs9Y1QHTyw7Um6KfnJh2eCVINwdUF4xmYGRiZmFl
    Yw9AsRwEkC1PzS0oqQRpRwcB3oxMusy4XC0DV7ekESQC9YMEhh8wjMPqEXTj4N6SwPCWDQ73oXoM3UCoNyUwvFkLN46NTQfK1mXQ
    hcszo9HvofQWhD52EL2YERroYDFWNogeZrB6iFoA
    """)

  /// `torch.save({'a': torch.arange(6, dtype=torch.float32).reshape(2, 3)}, …)`.
  static let torch = Packed(
    count: 1577,
    """
    pVS/b9NAFD7bjRMMpA0CpXQoI0GAa+eH44AgkYW8eCANAkVdLNc5goUb9+xLEEhIkRCV2ICJCTHxL/AnsIFAjGwdgIkNMXIXU9d2
    1ATaJ59Pid/3ve+dv+e2wS0AkMuBqVgCp4Dl2/ecEVzrWdgSt++7upYHG4kYs48R6DIk30KMjT0CEM0hdtxAMH24OXTcnonhIPB8
    c1QWEFsqdbMkOSCZVh8iLoQIuutZ+Fb4p4AWJoQSynQ5stvbQ8QbPEbZdQMYrMHtoJzBGcwOOvbMtj3XhTZ2vEEg3PR70Ie9G46N
    BSRc6KDjGJ3ooJOB2DayuXO7rz68JXR0tQ/sugjORF2Ldz1/y8LmCPoBKaBrhVTzJGRK/e7n1ydUMTOTegXU96n/HoBpuU5/sAUH
    WNcq0+zzQ6lSAc0H6AdLSrAzBRRAMxKw+RBDj56Xrl09TN29cB2MXUg1PL22e5YnVfiZGvLgesJVa5KuXTmCgJB13CS3FrnIGpP1
    pkUVFZ9/e7FMHizPVLQILkaKojd9/l8lVQRa6dPr/u35578KyvsGmDQfQN8hDnhkUQObTk/XxP88C7lWL6tyo1GTZbVWVaoVqaxI
    SkOWVFWuS1JFUiqyIpdVqvJl68vpEtFRmqhkqNhIZ3w6lqaUp78DaXR8AIoJ5K8YOjVPaZK4iVcSJOsMmDE5aZ64EQsJns8xnmgA
    0vC4a/IJ+B0WpLybxsZ9sJjAfo9hD+g//npWE+AOB+YYp23w/KU9m3GXI2Q2tX9kwv03F+4EN3n0PhP+Dr9gGT7EZCf5Ye4f
    """)
}
