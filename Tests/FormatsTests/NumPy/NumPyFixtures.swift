// Written by Scripts/archives.py.

/// Arrays written by NumPy.
enum NumPyFixtures {
  /// 0 to 5 in two rows of three, in each type, by its name; `numpy.savez_compressed`.
  static let kinds = Packed(
    count: 2304,
    """
    C/BmZtFlYGDgAGJFhnM2yev/QwEbgwhDmpFeXkElI4MAQw8DBARB6dlvxF9JC5w8EXAsYO28SVFzYpbkLV2QNzltybrFC+ZNiw8J
    mjJDfH78lElcQuXeZzT9WLvE01XEljD9lHKz4jo2y4prK1cKsx4bG5s0GzubOps4WzhDAIpL/F8yaKG4xATmkhlQF4QScMkiklxi
    kLGBXYjPgeUIr8OeA4xojvlw1toNxTEWMMdsgDoinIBjFpLkGJEPB+VOFTQEyAREMXh1WzCgOcfz2rOvyM7JNIQ5pw3qDB98zomb
    nLmCJOe4qaWJhaG5QcpvRh2KG0hNKZkkphQ3NjW2NDYxtjA2NJcEbPFtQXEJqSklk7SUopDAkqSmkMaWJKaQxpqE5pjI2bdqURyD
    kVLCCDiGtJSikdByySdglqTXZofMMA1eNNfUzbt+Htk1pSQmlOAsyhMK61T+PBQ3kJhQgrOolVAOV3BEoriExIQSnEXFhKL5kncv
    imNITCjBWdRMKLlepTOQXZOEkVC88JcoKSQmFAFQmcbIpMuMWveAkgIoWbAxIEADI4iE1EToekC1BCjSZmDo6QLpMcGmB1SYg4rr
    DRh6xIE2QYp2dD2gEheUVdow9CwD6oGUv+h6QCUkdv9oMTFAy0t0PaCyDLt/toD0YPUPqMgJw+ofR2YGaAGErgdUMGD3z3mgnlKs
    /gFlZOz+CWZhgGZrdD2gLIfdP3dBerD6B5QzsPsni5UBmk/Q9YDSrxdW//wA6kmC+ocVLMUDhAXA0KwC8wA=
    """)

  /// Extremes, and other shapes; `numpy.savez`, whose bytes are mostly padding.
  static let edges = Packed(
    count: 1743,
    """
    C/BmZtFlYGDgAGJFBtfGK6v+QwEbgwhDpqFeXkElI4MAQxMDBLhB6dlvxF9JC5w8EXAsYO28SVFzYpbkLV0QNzlzxbrFC+ZNiw8J
    mjJDfH78lElcQuXeZzT9WLvE01XEljD9lHKzmmXFtZVLhGFdWxVDAIrtv17eOoViuwXM9glQW73x2Z43OXMh0bbrsXFk/OBn/Irm
    BJPfaq+RnVCK4QRPvE4IziLFCRo/+FnRHLDjh+BpZAekGcEc0AK12AN/GKQtIT4G/l/t4UW3Xy4CHgDcQPuT83NKc/OKYY5wYIRY
    3knAEZihwK+p5cvKBXHDTqAbuI5ZcamBHZLCpMcmsuAhw0LWBVsYp4Q1XFIL+NVs23Kt6ZPrgi2KU8KaLi0LmMXo9dohk1Mjl2Vp
    6IItklOeNVyqCohi85J2zjTVyH3HgOYLVeFnsTBfcAF9UZycmJNYhB6SbgQ8sYhQSELCkVGPrY35G5oLIn4n/IC5gAPogrz8vFSY
    /Q1E2k8wKbEBQxEShMx6aPZv62kLRrY/JxNhfw9xuYmw/48hkrJBxgZ2IT40RxS4505DdkRJakUJen7yxesI4SwSkrMLG4cH06MU
    BTagMxiZdJlRyzVQaINKMTYGBGgAJ2dIKYeuB1QagUJoAoaeOpAeC2x6QMWHJ1Y9jECbSrHqAeV4UJ5uwdDTBNQDyf8YeoC5FJQF
    QdmRG0UPExMDcp5F1wjKGG5Qy7hQNJ4AakRkE3R9oOQM0tcAFUHo82JmgCdudF2gRAgKwh4MXaeAumBJEl0XKNX4QgMRVZc/CwM8
    DQV4s4JDixMIHwOD4RoLiAcA
    """)

  /// `x`: 0, 1, 2; `numpy.savez`.
  static let plain = Packed(
    count: 268,
    """
    C/BmZtFlgABFhm09bcH/oYCVQYShQi+voJKRQYChB6oERk/2C/UNiGRkKGOoVk9JLU4uUrdSULdJM1HXUVBPyy8qKUrMi88vSkkF
    ibsl5hSnAsWLMxILUoF8DWMdTR2FWgUKABfEFQ32QMIhwJuRSZcZ1RM9ULeyMiBAAyOIBHspwJuVDcRhBEJjIH0YrAAA
    """)

  /// 0 to 5 in two rows of three as `<f4`, version 2.0.
  static let version2 = Packed(
    count: 152,
    """
    m+wX6hsQycRQwsDAUK2eklqcXKRupaBuk2airqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RpGOgrGmjoKtQpkAi4GMGiw
    BxIOQATEDUC8wAEA
    """)

  /// The same, version 3.0.
  static let version3 = Packed(
    count: 152,
    """
    m+wX6hsQycxQwsDAUK2eklqcXKRupaBuk2airqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RpGOgrGmjoKtQpkAi4GMGiw
    BxIOQATEDUC8wAEA
    """)

  /// 0 to 5 in two rows of three as `<f4`.
  static let rows = Packed(
    count: 152,
    """
    m+wX6hsQychQxlCtnpJanFykbqWgbpNmoq6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaRjoKxpo6CrUKZAMuBjBosAcS
    DkAExA1AvMABAA==
    """)

  /// 1.5 as `<f8` without axes.
  static let scalar = Packed(
    count: 136,
    """
    m+wX6hsQychQxlCtnpJanFykbqWgbpNmoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkamjoKtQoUAS4GMPhhDwA=
    """)

  /// -1, 2 as `<i8`.
  static let line = Packed(
    count: 144,
    """
    m+wX6hsQychQxlCtnpJanFykbqWgbpNpoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaRjqaOgq1ChQArv9QwMQAAQA=
    """)

  /// One number in 31 axes, as `<f4`: the header fills 192 bytes.
  static let long = Packed(
    count: 196,
    """
    m+wX6hsQyciwjaFaPSW1OLlI3UpB3SbNRF1HQT0tv6ikKDEvPr8oJRUk7paYU5wKFC/OSCxIBfI1DHUUaIU0dRRqFQgDLgaGBnsA
    """)

  /// 100 ones in 14 axes, the last of 100, as `<f4`: without padding the header ends at a multiple of 64.
  static let exact = Packed(
    count: 592,
    """
    m+wX6hsQyciwjaFaPSW1OLlI3UpB3SbNRF1HQT0tv6ikKDEvPr8oJRUk7paYU5wKFC/OSCxIBfI1DHUUiEIGBpo6CrUKNABcDAwN
    9qN48GAA
    """)
}
