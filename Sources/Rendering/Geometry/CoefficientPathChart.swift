import Regularization

/// Paths of regression coefficients, one panel a penalty, all on one scale of coefficients.
package struct CoefficientPathChart: Figure {
  /// What the horizontal axis measures.
  package enum Abscissa: String, CaseIterable, Hashable, Sendable {
    /// λ, falling to the right on a logarithmic scale.
    case lambda
    /// `‖β‖₁` of the coefficients as they are drawn.
    case norm
    /// Share of the deviance that is explained.
    case deviance
  }

  /// The data, as far as words and scales need them.
  package struct Data: Codable, Sendable {
    /// Two predictors that are equal in all rows.
    package struct Duplicate: Codable, Hashable, Sendable {
      package let first: Int
      package let second: Int
    }

    /// Where the data come from, such as a file's name.
    package let source: String
    package let response: String
    package let rows: Int
    /// What each coefficient is multiplied by to be drawn: its column's standard deviation if columns are standardized.
    package let scales: [Double]
    /// Predictors that are equal in all rows, the first occurrence first.
    package let duplicates: [Duplicate]

    /// Facts of the table that the paths are of.
    package init(
      source: String, response: String, table: RegressionTable, settings: RegressionSettings
    ) {
      self.source = source
      self.response = response
      rows = table.rows
      scales = StandardizedRegression(table, settings).columnScales
      duplicates = table.duplicateColumns.map { Duplicate(first: $0.first, second: $0.second) }
    }
  }

  package let data: Data
  /// At least one, all of the same table with the same settings.
  package let paths: [CoefficientPath]
  package let abscissa: Abscissa
  package let theme: Theme
  /// Heading in place of the one written from the data.
  let givenTitle: String?
  let traces: [CoefficientTrace]

  /// - Parameters:
  ///   - paths: at least one; those of `L1` are taken for exact knots.
  ///   - data: what they are of.
  ///   - abscissa: what the horizontal axis measures.
  ///   - theme: light or dark.
  ///   - title: in place of the one written from the data.
  package init(
    _ paths: [CoefficientPath], of data: Data, against abscissa: Abscissa, theme: Theme = .light,
    title: String? = nil
  ) {
    precondition(!paths.isEmpty, "no path to draw")
    self.paths = paths
    self.data = data
    self.abscissa = abscissa
    self.theme = theme
    givenTitle = title
    traces = paths.map {
      CoefficientTrace(
        $0, scales: data.scales, isExact: $0.penalty == .l1, downTo: Self.leastStrength(of: $0))
    }
  }

  package var title: String { givenTitle ?? words.title }
  package var description: String { MathText.plain(words.description) }
  package var notes: [PictureNote] { chart(names: 0).notes }

  package var numbers: Numbers {
    guard case .record(var record) = chart(names: .max).numbers else { return .record([:]) }
    record["paths"] = .list(paths.map { Self.numbers(of: $0, scales: data.scales) })
    record["predictors"] = .list(paths[0].names)
    return .record(record)
  }

  package func plan(on page: Page, with typesetter: Typesetter) -> any FigurePlan {
    // Names stand beside the lines as far as the frames are high enough; frames take about half of the page.
    let room = Int(0.52 * page.height / LineEndPlot.lineHeight)
    return chart(names: room).plan(on: page, with: typesetter)
  }

  /// The chart with so many names at most beside the lines, the others in the legend.
  package func chart(names: Int) -> Chart {
    let parts = CoefficientPathPanels(self, room: names)
    let words = words
    return Chart(
      title: title, description: words.description, caption: words.caption(unnamed: parts.unnamed.count),
      panels: parts.panels, columns: paths.count, sharesAxes: paths.count > 1, legend: parts.legend,
      theme: theme)
  }

  var words: CoefficientPathWords { CoefficientPathWords(self) }

  /// The smallest strength that a logarithmic axis shows: below the last knot, or the last point that is not 0.
  static func leastStrength(of path: CoefficientPath) -> Double {
    let positive = path.points.map(\.strength).filter { $0 > 0 }
    guard let top = positive.first, let last = positive.last else { return 0 }
    // Wide enough for the shape of a path with a single knot, too.
    guard path.penalty == .l1, path.points.last?.strength == 0 else { return last }
    return min(max(last / 2, top * 1e-4), top / 50)
  }

  private static func numbers(of path: CoefficientPath, scales: [Double]) -> Numbers {
    .record([
      "penalty": .text(path.penalty.familyName), "convention": .text(path.penalty.conventionName),
      "exactKnots": .flag(path.penalty == .l1),
      "points": .list(
        path.points.map { point in
          .record([
            "lambda": .number(point.strength), "intercept": .number(point.intercept),
            "coefficients": .list(point.coefficients),
            "drawnCoefficients": .list(zip(point.coefficients, scales).map(*)),
            "degreesOfFreedom": .number(point.degreesOfFreedom),
            "devianceShare": .number(point.devianceShare),
            "dualityGap": .number(point.dualityGap ?? .nan), "converged": .flag(point.convergence.converged),
          ])
        }),
    ])
  }
}

extension CoefficientPathChart.Abscissa {
  /// Where a sample stands; infinite for λ = 0 on the logarithmic axis.
  func place(_ sample: CoefficientTrace.Sample) -> Double {
    switch self {
    case .lambda: Self.place(ofStrength: sample.strength)
    case .norm: sample.norm
    case .deviance: 100 * sample.devianceShare
    }
  }
}
