/// One coefficient along a path, drawn where it is not zero.
///
/// Many coefficients are exactly zero for a while; their lines would cover each other there.
struct CoefficientLayer: Layer {
  let series: SeriesLayer

  var extent: Extent { series.extent }
  var numbers: Numbers { series.numbers }

  func plan(in area: PlotArea) -> any FigurePlan {
    let values = series.y
    let shown = values.indices.map { index in
      // The zero beside another value stays: the line begins there.
      let beside = values[max(0, index - 1)...min(values.count - 1, index + 1)]
      return beside.allSatisfy { $0 == 0 } ? .nan : values[index]
    }
    return SeriesLayer(series.name, x: series.x, y: shown, style: series.style).plan(in: area)
  }
}
