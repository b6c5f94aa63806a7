import Rendering

extension CornersPlate {
  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let corner = SeriesStyle(1)
    let other = SeriesStyle(0)
    let clouds = zip(results.clouds, Self.names).map { cloud($0, name: $1, corner, other) }
    let ratios = results.shares.map(\.setting)
    let share = SeriesLayer(
      "share of corners", x: ratios, y: results.shares.map { 100 * $0.share.share },
      style: SeriesStyle(1, width: 2))
    let angle = SeriesLayer(
      "angle at the corner", x: ratios, y: results.angles, style: SeriesStyle(2, width: 2))
    let ticks = stride(from: 0.0, through: 100, by: 25).map {
      AxisDescription.NamedTick($0, NumberText.value($0))
    }
    let degrees = [90.0, 120, 150, 180].map { AxisDescription.NamedTick($0, "\(Int($0))°") }
    let plot = Plot(
      heading: "from L2 to L1", x: AxisDescription("$α$: 0 is L2, 1 is L1", limits: -0.02...1.02),
      y: AxisDescription("corners (%)", limits: 0...100, ticks: ticks, series: share.style), layers: [share],
      right: (
        AxisDescription("angle at the corner", limits: 80...190, ticks: degrees, series: angle.style), [angle]
      ), guides: .horizontal)
    return PlateDrawing(
      clouds + [plot], columns: 2,
      legend: [
        Legend.Entry(.marker(.disc, corner.colour(in: theme)), "optimum at a corner: an exact zero"),
        Legend.Entry(.marker(.disc, other.colour(in: theme)), "optimum elsewhere"),
        share.legendEntry, angle.legendEntry,
      ])
  }

  func cloud(_ cloud: Cloud, name: String, _ corner: SeriesStyle, _ other: SeriesStyle) -> Plot {
    let points = { (isCorner: Bool) in
      cloud.x.indices.filter { cloud.isCorner[$0] == isCorner }.map { Point(x: cloud.x[$0], y: cloud.y[$0]) }
    }
    let outline = cloud.region.boundary(tolerance: 1e-3).map { Point(x: $0.x, y: $0.y) }
    let end = Self.reach * 1.02
    return Plot(
      heading: cloud.share.successes == 0
        ? "\(name): none" : "\(name): \(NumberText.percentage(cloud.share.share))",
      x: AxisDescription("$w_1$", limits: -end...end), y: AxisDescription("$w_2$", limits: -end...end),
      layers: [
        ScatterLayer("optimum at a corner", points(true), style: corner, radius: 1.5, opacity: 0.7),
        ScatterLayer("optimum elsewhere", points(false), style: other, radius: 1.5, opacity: 0.7),
        RegionLayer("region", outlines: [outline], style: SeriesStyle(3, width: 1.2), lightness: 0.8),
      ], hasEqualScales: true)
  }
}
