import Rendering
import Surfaces

/// A surface as results keep it: the losses to five digits, and what they were computed from.
struct KeptSurface: Codable, Sendable {
  let x: Axis
  let y: Axis?
  /// `[row = β][column = α]`; diverged losses are infinite.
  let loss: [Double]
  let provenance: SurfaceProvenance

  init(_ surface: Surface) {
    x = surface.x
    y = surface.y
    loss = surface.loss.map { Kept.rounded($0, digits: 5) }
    provenance = surface.provenance
  }

  /// The network's architecture.
  var model: String { provenance.model }

  var roughness: Roughness { Roughness(of: loss, columns: x.count) }

  /// The surface for a chart that gives its panel a heading.
  func surface(headed heading: String) -> Surface {
    var provenance = provenance
    provenance.model = heading
    let accuracy = [Double](repeating: .nan, count: loss.count)
    return Surface(x: x, y: y, loss: loss, accuracy: accuracy, provenance: provenance)
  }
}

/// Numbers for sentences.
enum DepthNumbers {
  /// A number of percent with one decimal.
  static func percent(_ value: Double) -> String { NumberText.percentage(value / 100) }
}
