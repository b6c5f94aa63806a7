import Rendering
import Surfaces

/// The scales that a page offers: round levels for each kind of spacing, each clip and each wished number of levels.
///
/// They are made here, not in the page, so that the page's levels are those of `render` with the same options.
struct ExplorerScales {
  /// One of them.
  struct Choice: Encodable {
    let logarithmic: Bool
    /// Nil where nothing is cut off.
    let clip: Double?
    /// Wished number of levels; 0 for levels that were given.
    let count: Int
    let lower: Double?
    let upper: Double?
    let levels: [Double]
    let labels: [String]
  }

  /// What is known of the values of all surfaces.
  struct Values {
    private(set) var lower = Double.infinity
    private(set) var upper = -Double.infinity
    private(set) var leastPositive = Double.infinity

    init(of surfaces: [Surface]) {
      for surface in surfaces {
        for value in surface.loss where value.isFinite {
          lower = min(lower, value)
          upper = max(upper, value)
          if value > 0 { leastPositive = min(leastPositive, value) }
        }
      }
    }

    /// The scale of `render` with the same options: it depends on the ends alone.
    func scale(kind: Scale.Kind, clip: Double?, levels: [Double]?, count: Int) -> Scale {
      var ends = [lower, leastPositive, upper]
      if let clip { ends = ends.filter { $0 <= clip } + [clip] }
      return Scale(covering: ends, kind: kind, levels: levels, count: count)
    }
  }

  /// Wished numbers of levels: few, the usual number, many.
  static let counts = [6, 12, 24]

  /// All of them, those without a clip first.
  let choices: [Choice]
  /// The losses at which the page can cut off, rising.
  let clips: [Double]

  init(of surfaces: [Surface], options: ExplorerOptions) {
    let values = Values(of: surfaces)
    let kinds: [Scale.Kind] = values.leastPositive < .infinity ? [.linear, .logarithmic] : [.linear]
    let usual = kinds.flatMap { values.scale(kind: $0, clip: nil, levels: nil, count: 12).levels }
    let candidates = usual + [options.clip].compactMap(\.self)
    clips = Set(candidates.filter { $0 > values.lower && $0 <= values.upper }).sorted()
    var choices: [Choice] = []
    for clip in [nil] + clips.map(Optional.some) {
      for kind in kinds {
        for count in Self.counts + (options.levels == nil ? [] : [0]) {
          let scale = values.scale(
            kind: kind, clip: clip, levels: count == 0 ? options.levels : nil, count: count)
          // Nothing positive is left below the clip.
          guard scale.isLogarithmic == (kind == .logarithmic) else { continue }
          choices.append(
            Choice(
              logarithmic: scale.isLogarithmic, clip: clip, count: count,
              lower: scale.lower.isFinite ? scale.lower : nil,
              upper: scale.upper.isFinite ? scale.upper : nil,
              levels: scale.levels, labels: scale.labels))
        }
      }
    }
    self.choices = choices
  }
}
