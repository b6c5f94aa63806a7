import COneDNN

/// Functions of two numbers that the kernel library has.
package enum BinaryFunction: Hashable, Sendable, CaseIterable {
  case add
  case subtract
  case multiply
  case divide
  case maximum
  case minimum

  var code: dnnl_alg_kind_t {
    switch self {
    case .add: dnnl_binary_add
    case .subtract: dnnl_binary_sub
    case .multiply: dnnl_binary_mul
    case .divide: dnnl_binary_div
    case .maximum: dnnl_binary_max
    case .minimum: dnnl_binary_min
    }
  }
}
