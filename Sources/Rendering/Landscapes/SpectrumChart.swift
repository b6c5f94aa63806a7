/// The density of a Hessian's eigenvalues on a logarithmic axis, with a band for its error.
package struct SpectrumChart {
  private let name: String
  private let values: [Double]
  private let density: [Double]
  private let error: [Double]
  private let width: Double
  private let marked: [Double]
  private let parameters: Int
  private let caption: String
  private let title: String?
  private let theme: Theme

  /// - Parameters:
  ///   - name: of the network.
  ///   - values: eigenvalues at which the density is known, rising.
  ///   - density: share of eigenvalues per unit at each.
  ///   - error: standard error of each.
  ///   - width: by which each eigenvalue is widened.
  ///   - marked: eigenvalues that get a tick.
  ///   - parameters: how many eigenvalues there are.
  ///   - caption: what was computed.
  ///   - title: in place of the usual one.
  ///   - theme: colours of everything but the data.
  package init(
    name: String, values: [Double], density: [Double], error: [Double], width: Double, marked: [Double],
    parameters: Int, caption: String, title: String? = nil, theme: Theme = .light
  ) {
    precondition(
      values.count == density.count && error.count == values.count, "numbers that differ in length")
    self.name = name
    self.values = values
    self.density = density
    self.error = error
    self.width = width
    self.marked = marked
    self.parameters = parameters
    self.caption = caption
    self.title = title
    self.theme = theme
  }

  /// A third of the peak that a single eigenvalue makes: below it the density says nothing.
  private var floor: Double { max(1 / (Double(parameters) * width * 7.5), .leastNormalMagnitude) }

  /// The picture.
  package var chart: Chart {
    let style = SeriesStyle(0, width: 1.8)
    let ends = zip(density, error).map { (max($0 - 2 * $1, floor), max($0 + 2 * $1, floor)) }
    let shown = density.map { $0 >= floor ? $0 : .nan }
    let highest = ends.reduce(floor) { max($0, $1.1) }
    let range = values[0]...values[values.count - 1]
    let plot = Plot(
      x: AxisDescription("eigenvalue $λ$", limits: range),
      y: AxisDescription("density", limits: floor...(2 * highest), isLogarithmic: true),
      layers: [
        BandLayer(x: values, lower: ends.map(\.0), upper: ends.map(\.1), style: style),
        SeriesLayer("density", x: values, y: shown, style: style),
        RugLayer(name: "eigenvalues", values: marked),
      ], guides: .horizontal)
    return Chart(
      title: title ?? "Spectrum of the Hessian: \(name)", description: description, caption: caption,
      panels: [plot], theme: theme)
  }

  private var description: String {
    let (least, greatest) = (marked.min() ?? values[0], marked.max() ?? values[values.count - 1])
    let peak = density.indices.max { density[$0] < density[$1] } ?? 0
    return "Density of the eigenvalues of the Hessian of \(name) on a logarithmic axis. They lie between "
      + "\(NumberText.value(least)) and \(NumberText.value(greatest)) and are densest near "
      + "\(NumberText.value(values[peak]))."
  }
}
