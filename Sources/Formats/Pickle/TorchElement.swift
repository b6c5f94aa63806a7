/// What a storage or tensor of PyTorch is made of, by the names that its pickles use.
struct TorchElement: Hashable {
  /// PyTorch's name of the type, such as `float32`; `bytes` where the storage does not say what it holds.
  let name: String
  /// Bytes of one element.
  let size: Int
  /// Nil for types that cannot be read.
  let element: ForeignTensor.Element?

  /// The type of a storage's elements, such as of `torch.FloatStorage`; nil for a class that is no storage.
  init?(storage global: PickleGlobal) {
    switch global.module {
    case "torch", "torch.cuda", "torch.storage":
      guard let known = Self.storages[global.name] else { return nil }
      self = known
    default: return nil
    }
  }

  /// The type that a global such as `torch.float32` names; nil for any other.
  init?(type global: PickleGlobal) {
    guard global.module == "torch", let known = Self.types[Self.aliases[global.name] ?? global.name] else {
      return nil
    }
    self = known
  }

  private init(_ name: String, size: Int) {
    self.name = name
    self.size = size
    element = nil
  }

  private init(_ element: ForeignTensor.Element) {
    name = element.rawValue
    size = element.size
    self.element = element
  }

  private static let types: [String: TorchElement] = {
    let others: [String: Int] = [
      "complex32": 4, "complex64": 8, "complex128": 16, "qint8": 1, "quint8": 1, "qint32": 4, "quint4x2": 1,
      "quint2x4": 1, "float8_e4m3fn": 1, "float8_e5m2": 1, "float8_e4m3fnuz": 1, "float8_e5m2fnuz": 1,
      "float8_e8m0fnu": 1, "float4_e2m1fn_x2": 1,
    ]
    var types: [String: TorchElement] = [:]
    for element in ForeignTensor.Element.allCases { types[element.rawValue] = TorchElement(element) }
    for (name, size) in others { types[name] = TorchElement(name, size: size) }
    return types
  }()

  private static let aliases = [
    "float": "float32", "double": "float64", "half": "float16", "short": "int16", "int": "int32",
    "long": "int64", "cfloat": "complex64", "cdouble": "complex128", "chalf": "complex32",
  ]

  private static let storages: [String: TorchElement] = {
    let bytes = TorchElement("bytes", size: 1)
    var storages = ["UntypedStorage": bytes, "TypedStorage": bytes, "_UntypedStorage": bytes]
    let names = [
      "Float": "float32", "Double": "float64", "Half": "float16", "BFloat16": "bfloat16", "Char": "int8",
      "Short": "int16", "Int": "int32", "Long": "int64", "Byte": "uint8", "Bool": "bool",
      "ComplexFloat": "complex64", "ComplexDouble": "complex128", "QInt8": "qint8", "QUInt8": "quint8",
      "QInt32": "qint32", "QUInt4x2": "quint4x2", "QUInt2x4": "quint2x4",
    ]
    for (name, type) in names { storages["\(name)Storage"] = types[type] }
    return storages
  }()
}
