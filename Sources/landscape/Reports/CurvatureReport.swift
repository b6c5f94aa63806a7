import Evaluation
import Numerics

/// The spectrum of a network's Hessian.
struct CurvatureReport: Encodable {
  /// An eigenvalue.
  struct Eigenvalue: Encodable {
    let value: Double
    /// `‖Hv − λv‖/|λ|`.
    let residual: Double
    /// `‖Hv − λv‖`.
    let distance: Double
    /// Standard error by the choice of samples; nil where none is known.
    let sampleError: Double?
    let converged: Bool

    init(_ pair: LanczosIteration.Eigenpair, _ error: Double?) {
      (value, residual, distance) = (pair.value, pair.residual, pair.distance)
      (sampleError, converged) = (error, pair.converged)
    }
  }

  struct Trace: Encodable {
    let value: Double
    /// Standard error by the choice of random vectors.
    let error: Double?
    let sampleError: Double?
  }

  /// The trace over a tensor's own parameters.
  struct Block: Encodable {
    let name: String
    let parameters: Int
    let trace: Double
    let error: Double?
  }

  /// The share of eigenvalues per unit.
  struct Density: Encodable {
    let values: [Double]
    let density: [Double]
    let error: [Double]
    let width: Double
  }

  let model: String
  let data: String
  let split: String?
  let samples: Int
  let population: Int
  let lossFunction: String
  let loss: Double
  let parameters: Int
  let included: [String]
  let only: [String]
  let top: [Eigenvalue]
  let bottom: [Eigenvalue]
  /// `|λmin/λmax|`; nil where either was not asked for, or nothing is curved.
  let ratio: Double?
  let trace: Trace?
  let blocks: [Block]
  let density: Density?
  let converged: Bool
  let tolerance: Double
  let products: Int
  /// Of these, for the eigenvalues.
  let eigenvalueProducts: Int
  let probes: Int
  let steps: Int
  let seed: UInt64
  private let sampleWords: String
  private let movingWords: String

  private enum CodingKeys: CodingKey {
    case model, data, split, samples, population, lossFunction, loss, parameters, included, only, top, bottom
    case ratio, trace, blocks, density, converged, tolerance, products, eigenvalueProducts, probes, steps,
      seed
  }

  init(_ found: CurvatureStudy.Result, _ study: CurvatureStudy, of studied: StudiedNetwork) {
    let pairs = found.eigenpairs
    model = studied.path.fileName
    data = studied.measured.title
    split = studied.measured.split
    samples = studied.set.count
    population = studied.set.population
    lossFunction = studied.model.loss.rawValue
    loss = found.loss
    parameters = studied.dimension
    included = studied.options.included.map(\.rawValue).sorted()
    only = studied.options.only
    top = zip(pairs.top, found.sampleErrors.top).map { Eigenvalue($0, $1) }
    bottom = zip(pairs.bottom, found.sampleErrors.bottom).map { Eigenvalue($0, $1) }
    ratio = pairs.ratio
    trace = found.trace.map { Trace(value: $0.value, error: $0.error, sampleError: $0.sampleError) }
    blocks = zip(studied.moving, found.trace?.blocks ?? []).map { block, trace in
      Block(name: block.name, parameters: block.range.count, trace: trace.value, error: trace.error)
    }
    density = found.density.map {
      Density(values: $0.values, density: $0.density, error: $0.error, width: $0.width)
    }
    converged = pairs.converged
    tolerance = study.eigenvalues.tolerance
    products = found.products
    eigenvalueProducts = pairs.products
    (probes, steps, seed) = (study.probes, study.steps, study.seed)
    (sampleWords, movingWords) = (studied.sampleWords, studied.movingWords)
  }

  /// Eigenvalues that are not found.
  var unfound: [Eigenvalue] { (top + bottom).filter { !$0.converged } }

  /// One line for the network, then a table.
  var text: String {
    var lines = [
      "\(model): Hessian of \(lossFunction) \(loss.formatted(significant: 5)) in \(movingWords), \(sampleWords)"
    ]
    lines += rows("largest", top) + rows("smallest", bottom)
    if let ratio { lines.append("  |λmin/λmax|  \(ratio.formatted(significant: 3))") }
    if let trace {
      lines.append(
        "  trace        \(Self.number(trace.value, trace.sampleError))"
          + (trace.error.map { "  (random vectors ± \($0.formatted(significant: 2)))" } ?? ""))
      let width = blocks.map(\.name.count).max() ?? 0
      for block in blocks {
        let error = block.error.map { " ± \($0.formatted(significant: 2))" } ?? ""
        let text = "    \(block.name.padded(to: width))  \(block.trace.formatted(significant: 4))\(error)"
        lines.append(blocks.count > 1 ? text : "")
      }
      lines.removeAll { $0.isEmpty }
    }
    lines.append(
      "  \(products.grouped) Hessian-vector products, \(eigenvalueProducts.grouped) of them for the eigenvalues"
    )
    return lines.joined(separator: "\n")
  }

  private func rows(_ name: String, _ values: [Eigenvalue]) -> [String] {
    values.enumerated().map { index, pair in
      let label = (index == 0 ? name : "").padded(to: 11)
      let number = Self.number(pair.value, pair.sampleError).padded(to: 20)
      let residual = "residual \(pair.residual.formatted(significant: 2))"
      return "  \(label)  \(number)  \(residual)\(pair.converged ? "" : "  not converged")"
    }
  }

  /// A number with its error, where that is known and not 0.
  private static func number(_ value: Double, _ error: Double?) -> String {
    let text = value.formatted(significant: 5)
    guard let error, error > 0 else { return text }
    return "\(text) ± \(error.formatted(significant: 2))"
  }
}
