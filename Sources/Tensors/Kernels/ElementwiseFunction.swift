import COneDNN

/// Elementwise functions that the kernel library has.
package enum ElementwiseFunction: Hashable, Sendable {
  case relu
  /// `x` where positive, `slope·x` elsewhere; the slope is not negative.
  case leakyReLU(slope: Float)
  /// `x` where positive, `scale·(eˣ − 1)` elsewhere; the scale is not negative.
  case elu(scale: Float)
  /// `x·Φ(x)` with the normal distribution function Φ, by the error function.
  case gelu
  /// `x/(1 + e⁻ˣ)`.
  case silu
  case tanh
  case sigmoid

  /// Whether the backward kernel takes the function's argument; the others take its *result* in place of it.
  package var backwardTakesSource: Bool {
    switch self {
    case .gelu, .silu: true
    default: false
    }
  }

  var code: dnnl_alg_kind_t {
    switch self {
    case .relu, .leakyReLU: dnnl_eltwise_relu_use_dst_for_bwd
    case .elu: dnnl_eltwise_elu_use_dst_for_bwd
    case .gelu: dnnl_eltwise_gelu_erf
    case .silu: dnnl_eltwise_swish
    case .tanh: dnnl_eltwise_tanh_use_dst_for_bwd
    case .sigmoid: dnnl_eltwise_logistic_use_dst_for_bwd
    }
  }

  /// The code without a backward kernel in mind.
  var fusedCode: dnnl_alg_kind_t {
    switch self {
    case .relu, .leakyReLU: dnnl_eltwise_relu
    case .elu: dnnl_eltwise_elu
    case .gelu, .silu: code
    case .tanh: dnnl_eltwise_tanh
    case .sigmoid: dnnl_eltwise_logistic
    }
  }

  var alpha: Float {
    switch self {
    case .leakyReLU(let slope): slope
    case .elu(let scale): scale
    case .silu: 1
    case .relu, .gelu, .tanh, .sigmoid: 0
    }
  }
}
