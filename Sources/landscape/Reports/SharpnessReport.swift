import Probing

/// Measures of sharpness of some networks, side by side.
struct SharpnessReport: Encodable {
  /// A number with its standard error.
  struct Measure: Encodable {
    let value: Double
    let error: Double?
    let converged: Bool

    init(_ measure: SharpnessStudy.Measure) {
      (value, error, converged) = (measure.value, measure.error, measure.converged)
    }
  }

  /// A network's numbers.
  struct Member: Encodable {
    let model: String
    let data: String
    let split: String?
    let samples: Int
    let population: Int
    let parameters: Int
    let lossFunction: String
    let loss: Measure
    let filterNormalized: Measure
    let epsilonSharpness: Measure
    let sharpnessAware: Measure
    let adaptive: Measure
    let largestEigenvalue: Measure
    let trace: Measure
    let area: Measure
    fileprivate let words: String

    private enum CodingKeys: CodingKey {
      case model, data, split, samples, population, parameters, lossFunction, loss, filterNormalized
      case epsilonSharpness, sharpnessAware, adaptive, largestEigenvalue, trace, area
    }

    init(_ found: SharpnessStudy.Result, of studied: StudiedNetwork) {
      model = studied.path.fileName
      data = studied.measured.title
      split = studied.measured.split
      samples = studied.set.count
      population = studied.set.population
      parameters = studied.dimension
      lossFunction = studied.model.loss.rawValue
      loss = Measure(found.loss)
      filterNormalized = Measure(found.filterNormalized)
      epsilonSharpness = Measure(found.epsilonSharpness)
      sharpnessAware = Measure(found.sharpnessAware)
      adaptive = Measure(found.adaptive)
      largestEigenvalue = Measure(found.largestEigenvalue)
      trace = Measure(found.trace)
      area = Measure(found.area)
      words = "\(studied.path.fileName): \(studied.movingWords), \(studied.sampleWords)"
    }
  }

  let models: [Member]
  let radius: Double
  let epsilon: Double
  let rho: Double
  let adaptiveRho: Double
  let rise: Double
  let draws: Int
  let steps: Int
  let seed: UInt64
  let sampleSeed: UInt64

  init(_ settings: SharpnessStudy, _ members: [Member], study: StudyOptions) {
    models = members
    (radius, epsilon, rho) = (settings.radius, settings.epsilon, settings.rho)
    (adaptiveRho, rise) = (settings.adaptiveRho, settings.rise)
    (draws, steps) = (settings.draws, settings.steps)
    (seed, sampleSeed) = (study.seed ?? 0, study.sampleSeed ?? 0)
  }

  private var rows: [(name: String, measure: (Member) -> Measure)] {
    [
      ("loss", { $0.loss }),
      ("filter-normalized rise at \(radius.plain)", { $0.filterNormalized }),
      ("ε-sharpness (%), ε = \(epsilon.plain)", { $0.epsilonSharpness }),
      ("SAM, ρ = \(rho.plain)", { $0.sharpnessAware }),
      ("adaptive, ρ = \(adaptiveRho.plain)", { $0.adaptive }),
      ("λmax", { $0.largestEigenvalue }),
      ("trace", { $0.trace }),
      ("area where the rise is below \(rise.plain)", { $0.area }),
    ]
  }

  /// A line for each network, then a table.
  var text: String {
    var table = [[""] + models.map(\.model)]
    for row in rows { table.append([row.name] + models.map { Self.words(row.measure($0)) }) }
    let widths = table[0].indices.map { column in table.map { $0[column].count }.max() ?? 0 }
    let lines = table.map { line in
      ("  "
        + line.indices.map { line[$0].padded(to: widths[$0], right: $0 > 0) }.joined(separator: "  ")).trimmed
    }
    return (models.map(\.words) + lines).joined(separator: "\n")
  }

  private static func words(_ measure: Measure) -> String {
    let value = (measure.converged ? "" : "≥ ") + measure.value.formatted(significant: 4)
    guard let error = measure.error, error > 0 else { return value }
    return "\(value) ± \(error.formatted(significant: 2))"
  }

  /// What numbers are no more than bounds.
  var warnings: [String] {
    models.flatMap { model in
      rows.filter { !$0.measure(model).converged }.map { row in
        switch row.name {
        case "λmax": "\(model.model): λmax is not found; its residual is above the tolerance"
        case let name where name.hasPrefix("area"):
          "\(model.model): the area reaches farther than 4 lengths, where the search ends; lower --rise"
        default: "\(model.model): \(row.name) still rises after \(steps) steps; allow more with --steps"
        }
      }
    }
  }
}

extension Double {
  /// As short as it can be.
  fileprivate var plain: String { self == rounded() && abs(self) < 1e6 ? "\(Int(self))" : "\(self)" }
}
