/// A class or function that a pickle names.
package struct PickleGlobal: Hashable, Sendable {
  package let module: String
  package let name: String

  /// Both parts with a dot between them.
  package var path: String { "\(module).\(name)" }

  /// Whether this is one of those that PyTorch, NumPy and Python write into harmless files.
  ///
  /// It is said for people who look at a file; nothing depends on it, as nothing is ever called.
  package var isKnown: Bool {
    if Self.known[module]?.contains(name) == true { return true }
    if module == "torch" || module == "torch.cuda" || module == "torch.storage" {
      return TorchElement(storage: self) != nil || TorchElement(type: self) != nil
    }
    // Layers are known by their module; classes of a TorchScript file are defined in the file.
    return module.hasPrefix("torch.nn.modules.") || module == "__torch__" || module.hasPrefix("__torch__.")
  }

  private static let builtins: Set<String> = [
    "bool", "bytearray", "bytes", "complex", "dict", "float", "frozenset", "int", "list", "long", "object",
    "range", "set", "slice", "str", "tuple", "unicode", "xrange",
  ]

  private static let arrays: Set<String> = ["_reconstruct", "scalar"]

  private static let known: [String: Set<String>] = [
    "builtins": builtins,
    "__builtin__": builtins,
    "collections": ["Counter", "OrderedDict", "defaultdict", "deque"],
    "copyreg": ["_reconstructor"],
    "copy_reg": ["_reconstructor"],
    "_codecs": ["encode"],
    "argparse": ["Namespace"],
    "datetime": ["date", "datetime", "timedelta"],
    "pathlib": ["Path", "PosixPath", "PurePosixPath"],
    "numpy": ["dtype", "ndarray"],
    "numpy.core.multiarray": arrays,
    "numpy._core.multiarray": arrays,
    "torch": ["Size", "Tensor", "device", "per_channel_affine", "per_tensor_affine"],
    "torch.serialization": ["_get_layout"],
    "torch.nn.parameter": ["Buffer", "Parameter"],
    "torch.nn.functional": ["elu", "gelu", "leaky_relu", "relu", "sigmoid", "silu", "tanh"],
    "torch.nn.parallel.data_parallel": ["DataParallel"],
    "torch._tensor": ["_rebuild_from_type", "_rebuild_from_type_v2"],
    "torch.tensor": ["_rebuild_from_type", "_rebuild_from_type_v2"],
    "torch.jit._pickle": [
      "build_boollist", "build_doublelist", "build_intlist", "build_tensor_from_id", "build_tensorlist",
      "restore_type_tag",
    ],
    "torch._utils": [
      "_rebuild_meta_tensor_no_storage", "_rebuild_nested_tensor", "_rebuild_parameter",
      "_rebuild_parameter_with_state", "_rebuild_qtensor", "_rebuild_sparse_csr_tensor",
      "_rebuild_sparse_tensor", "_rebuild_tensor", "_rebuild_tensor_v2", "_rebuild_tensor_v3",
    ],
  ]
}
