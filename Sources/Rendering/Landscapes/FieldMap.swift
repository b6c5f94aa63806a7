import Surfaces

/// A quantity of a plane other than its loss as a map in colours, a cell for each point.
package struct FieldMap: Figure {
  private let member: SurfaceGroup.Member
  private let field: String
  private let values: [Double]
  private let scale: Scale
  private let style: FigureStyle

  /// The map of a quantity that a plane has.
  ///
  /// - Parameters:
  ///   - surface: with two axes and the quantity.
  ///   - field: name of the quantity among the surface's fields.
  ///   - scale: of its values.
  ///   - style: how the map looks.
  package init(of surface: Surface, field: String, scale: Scale, style: FigureStyle = FigureStyle()) {
    guard let values = surface[field], surface.y != nil else {
      preconditionFailure("a map of \(field), which the surface has not, or of a line")
    }
    member = SurfaceGroup([surface]).members[0]
    self.field = field
    self.values = values
    self.scale = scale
    self.style = style
  }

  /// What a quantity is called in pictures.
  package static func name(of field: String) -> String {
    switch field {
    case Surface.FieldName.loss: "loss"
    case Surface.FieldName.accuracy: "accuracy"
    case Surface.FieldName.lossError: "standard error of the loss"
    case Surface.FieldName.accuracyError: "standard error of the accuracy"
    case Surface.FieldName.samples: "samples"
    case Surface.FieldName.largestEigenvalue: "largest eigenvalue of the Hessian"
    case Surface.FieldName.smallestEigenvalue: "smallest eigenvalue of the Hessian"
    case Surface.FieldName.eigenvalueRatio: "|λmin/λmax| of the Hessian"
    case Surface.FieldName.eigenvalueResidual: "residual of the eigenvalues"
    default: field
    }
  }

  package var title: String { chart.title }
  package var description: String { chart.description }
  package var notes: [PictureNote] { chart.notes }

  package var numbers: Numbers {
    guard case .record(var record) = chart.numbers else { return chart.numbers }
    record["field"] = .text(field)
    return .record(record)
  }

  package func plan(on page: Page, with typesetter: Typesetter) -> any FigurePlan {
    chart.plan(on: page, with: typesetter)
  }

  private var chart: Chart {
    let surface = member.surface
    let (x, y) = (surface.x.values, surface.y?.values ?? [])
    let name = Self.name(of: field)
    let key = ColourKey(
      scale: scale, map: style.map, name: name + (scale.isLogarithmic ? " (log scale)" : ""))
    var markers: [MarkerLayer.Item] = []
    if member.summary.showsTrainedPoint {
      markers.append(MarkerLayer.Item(.star, at: Point(x: 0, y: 0), name: "trained point"))
    }
    let plot = Plot(
      x: AxisDescription(member.words.axisName(0)), y: AxisDescription(member.words.axisName(1)),
      layers: [HeatMapLayer(x: x, y: y, values: values, key: key)], markers: markers, hasEqualScales: true)
    let capital = name.prefix(1).uppercased() + name.dropFirst()
    return Chart(
      title: style.title ?? "\(capital) around \(surface.provenance.model)", description: description(name),
      caption: caption, notes: member.words.notes, panels: [plot],
      legend: markers.map { Legend.Entry(.marker($0.marker), $0.name) }, key: key, theme: style.theme)
  }

  private var isOfCurvature: Bool { field == Surface.FieldName.eigenvalueRatio || field.hasPrefix("lambda") }

  private var caption: String {
    let made = member.surface.provenance
    var parts: [String] = []
    if isOfCurvature, let curvature = made.curvature {
      let count =
        curvature.samples == made.population
        ? "all \(NumberText.count(curvature.samples))"
        : "\(NumberText.count(curvature.samples)) of \(NumberText.count(made.population))"
      parts.append(
        "Hessian of the \(made.loss) loss in \(NumberText.count(curvature.parameters, "parameter")), over \(count) "
          + "\(made.splitWord)samples of \(made.dataset).")
    } else if [Surface.FieldName.accuracy, Surface.FieldName.accuracyError].contains(field) {
      parts.append(member.words.samples(of: "Accuracy"))
    } else {
      parts.append(member.words.samples)
    }
    parts.append(member.words.directions)
    parts.append("Grid: \(member.words.grid).")
    return parts.joined(separator: " ")
  }

  private func description(_ name: String) -> String {
    let finite = values.indices.filter { values[$0].isFinite }
    guard let low = finite.min(by: { values[$0] < values[$1] }),
      let high = finite.max(by: { values[$0] < values[$1] })
    else { return "Map of the \(name); no grid point has a finite value." }
    func place(_ index: Int) -> String {
      let (alpha, beta) = member.surface.coordinates(of: index)
      return member.words.place(Point(x: alpha, y: beta))
    }
    return
      "Map of the \(name) on a plane, \(member.words.grid). The lowest value is \(NumberText.value(values[low])) at "
      + "\(place(low)), the highest \(NumberText.value(values[high])) at \(place(high))."
  }
}
