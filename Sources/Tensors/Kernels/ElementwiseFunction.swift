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
  /// The nearest number from `low` to `high`.
  case clip(low: Float, high: Float)
  /// `x` times `(x + 3)/6` between 0 and 1.
  case hardSwish
  /// `x/(1 + e^(−slope·x))`.
  case swish(slope: Float)
  /// `x (1 + tanh(√(2/π) (x + 0.044715 x³)))/2`.
  case geluTanh
  /// `x tanh(log(1 + eˣ))`.
  case mish

  /// Whether the backward kernel takes the function's argument; the others take its *result* in place of it.
  package var backwardTakesSource: Bool {
    switch self {
    case .gelu, .silu, .clip, .hardSwish, .swish, .geluTanh, .mish: true
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
    case .clip: dnnl_eltwise_clip_v2
    case .hardSwish: dnnl_eltwise_hardswish
    case .swish: dnnl_eltwise_swish
    case .geluTanh: dnnl_eltwise_gelu_tanh
    case .mish: dnnl_eltwise_mish
    }
  }

  /// The code without a backward kernel in mind.
  var fusedCode: dnnl_alg_kind_t {
    switch self {
    case .relu, .leakyReLU: dnnl_eltwise_relu
    case .elu: dnnl_eltwise_elu
    case .gelu, .silu, .clip, .hardSwish, .swish, .geluTanh, .mish: code
    case .tanh: dnnl_eltwise_tanh
    case .sigmoid: dnnl_eltwise_logistic
    }
  }

  var alpha: Float {
    switch self {
    case .leakyReLU(let slope): slope
    case .elu(let scale): scale
    case .silu: 1
    case .swish(let slope): slope
    case .clip(let low, _): low
    case .hardSwish: landscape_hardswish_alpha()
    case .relu, .gelu, .tanh, .sigmoid, .geluTanh, .mish: 0
    }
  }

  var beta: Float {
    switch self {
    case .clip(_, let high): high
    case .hardSwish: landscape_hardswish_beta()
    default: 0
    }
  }
}
