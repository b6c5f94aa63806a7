/// A non-linearity that is applied to each number on its own.
///
/// As text it is its name, with a colon and the number for one that has a number other than the usual:
/// `leaky-relu`, `leaky-relu:0.2`, `elu:0.5`.
package enum Activation: Hashable, Sendable {
  /// `max(x, 0)`, with derivative 0 at 0.
  case relu
  /// `x` where positive, `slope·x` elsewhere, with derivative `slope` at 0; `0 ≤ slope`, usually 0.01.
  ///
  /// Maas, Hannun & Ng 2013, §2.
  case leakyReLU(slope: Double)
  /// Leaky ReLU with a slope learned for each channel (role `activationSlope`), whose derivative at 0 is the slope.
  ///
  /// He et al. 2015, arXiv:1502.01852, §2.1.
  case prelu
  /// `x` where positive, `scale·(eˣ − 1)` elsewhere, with derivative `scale` at 0; `0 ≤ scale`, usually 1.
  ///
  /// Clevert, Unterthiner & Hochreiter 2016, arXiv:1511.07289, eq. 15.
  case elu(scale: Double)
  /// `x·Φ(x)` with the normal distribution function `Φ(x) = (1 + erf(x/√2))/2`.
  ///
  /// Hendrycks & Gimpel 2016, arXiv:1606.08415, §2.
  case gelu
  /// `x/(1 + e⁻ˣ)`, also called swish.
  ///
  /// Elfwing, Uchibe & Doya 2018, doi:10.1016/j.neunet.2017.12.012, eq. 5.
  case silu
  case tanh
  /// `1/(1 + e⁻ˣ)`.
  case sigmoid

  /// Leaky ReLU with the usual slope, 0.01.
  package static let leakyReLU = Activation.leakyReLU(slope: 0.01)
  /// ELU with the usual scale, 1.
  package static let elu = Activation.elu(scale: 1)

  /// The name without a number, such as `leaky-relu`.
  package var name: String { written.name }
}

extension Activation: CaseIterable {
  /// All functions, with the usual numbers.
  package static let allCases: [Activation] = [
    .relu, .leakyReLU, .prelu, .elu, .gelu, .silu, .tanh, .sigmoid,
  ]
}

extension Activation: RawRepresentable, Codable {
  /// The function of that name; nil for an unknown name, or a number that is negative or not wanted.
  package init?(rawValue: String) {
    guard let text = NamedNumber(text: rawValue) else { return nil }
    guard let number = text.number else {
      guard let usual = Self.allCases.first(where: { $0.name == text.name }) else { return nil }
      self = usual
      return
    }
    guard number >= 0 else { return nil }
    switch text.name {
    case "leaky-relu": self = .leakyReLU(slope: number)
    case "elu": self = .elu(scale: number)
    default: return nil
    }
  }

  package var rawValue: String { written.text }

  private var written: NamedNumber {
    switch self {
    case .relu: NamedNumber("relu")
    case .leakyReLU(let slope): NamedNumber("leaky-relu", slope == 0.01 ? nil : slope)
    case .prelu: NamedNumber("prelu")
    case .elu(let scale): NamedNumber("elu", scale == 1 ? nil : scale)
    case .gelu: NamedNumber("gelu")
    case .silu: NamedNumber("silu")
    case .tanh: NamedNumber("tanh")
    case .sigmoid: NamedNumber("sigmoid")
    }
  }
}
