import COneDNN

/// What a tensor's elements are.
package enum ElementType: Hashable, Sendable {
  /// IEEE 754 single precision.
  case float32
  /// The upper half of a `float32`: its 8 bits of exponent and 7 bits of fraction.
  case bfloat16
  /// Signed integers, such as token indices.
  case int32

  /// Bytes of one element.
  package var byteCount: Int {
    switch self {
    case .float32, .int32: 4
    case .bfloat16: 2
    }
  }

  var code: dnnl_data_type_t {
    switch self {
    case .float32: dnnl_f32
    case .bfloat16: dnnl_bf16
    case .int32: dnnl_s32
    }
  }

  /// The type of that code; nil for one that no tensor of ours has.
  init?(code: dnnl_data_type_t) {
    switch code {
    case dnnl_f32: self = .float32
    case dnnl_bf16: self = .bfloat16
    case dnnl_s32: self = .int32
    default: return nil
    }
  }
}
