/// PyTorch's enumerations as the graph's JSON numbers them (schema 8).
enum ExportedType {
  /// The element type of that number as PyTorch calls it, such as `float32`; nil for an unknown one.
  static func scalar(_ code: Int) -> String? { scalars[code] }

  /// The element type of that number, nil for one that tensors here cannot have.
  static func element(_ code: Int) -> ForeignTensor.Element? {
    scalars[code].flatMap(ForeignTensor.Element.init(rawValue:))
  }

  /// The memory format of that number, such as `channels_last`.
  static func memoryFormat(_ code: Int) -> String? { name(memoryFormats, code) }

  /// The layout of that number, such as `strided`.
  static func layout(_ code: Int) -> String? { name(layouts, code) }

  private static func name(_ names: [String], _ code: Int) -> String? {
    names.indices.contains(code) ? names[code] : nil
  }

  private static let scalars: [Int: String] = [
    1: "uint8", 2: "int8", 3: "int16", 4: "int32", 5: "int64", 6: "float16", 7: "float32", 8: "float64",
    9: "complex32", 10: "complex64", 11: "complex128", 12: "bool", 13: "bfloat16", 28: "uint16",
    29: "float8_e4m3fn", 30: "float8_e5m2", 31: "float8_e4m3fnuz", 32: "float8_e5m2fnuz",
    33: "float8_e8m0fnu", 34: "uint32", 35: "uint64",
  ]
  private static let memoryFormats = [
    "unknown", "contiguous", "channels_last", "channels_last_3d", "preserve",
  ]
  private static let layouts = [
    "unknown", "sparse_coo", "sparse_csr", "sparse_csc", "sparse_bsr", "sparse_bsc", "mkldnn", "strided",
  ]
}
