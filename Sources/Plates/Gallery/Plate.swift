import Rendering

/// A picture of the gallery: what is run, what is kept of it, and what is drawn of that.
package protocol Plate: Sendable {
  /// What is kept of the runs: enough to draw from, and small enough to be committed.
  associatedtype Results: Codable & Sendable

  var about: PlateDescription { get }

  /// Changed whenever `results` measures something else of the same runs.
  var revision: Int { get }

  /// Height of the picture, in pixels where it is 1,200 wide.
  var height: Int { get }

  /// The networks that are trained.
  func runs(_ effort: Effort) throws -> [PlateRun]

  /// The surfaces that are computed around them.
  func views(_ effort: Effort) throws -> [PlateView]

  /// Takes what is to be shown from the runs, which the workshop makes or has made before.
  func results(from workshop: Workshop) throws -> Results

  /// What the plate stands for, in sentences with its numbers.
  func claims(_ results: Results) -> [Claim]

  /// What was run: data, networks, epochs, seeds; whole sentences.
  func caption(_ results: Results) -> Words

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing
}

extension Plate {
  package var revision: Int { 1 }
  package var height: Int { 900 }
  package func runs(_ effort: Effort) throws -> [PlateRun] { [] }
  package func views(_ effort: Effort) throws -> [PlateView] { [] }
}

/// How much is computed.
package enum Effort: String, CaseIterable, Codable, Hashable, Sendable {
  /// What is committed.
  case full
  /// Reduced runs, to see every plate within minutes.
  case quick

  /// One of two values, as the effort is.
  package func pick<Value>(_ full: Value, quick: Value) -> Value { self == .full ? full : quick }
}

/// The panels of a plate, and what explains them.
package struct PlateDrawing: Sendable {
  package var panels: [any Panel]
  package var columns: Int?
  package var sharesAxes: Bool
  package var legend: [Legend.Entry]
  package var key: ColourKey?

  package init(
    _ panels: [any Panel], columns: Int? = nil, sharesAxes: Bool = false, legend: [Legend.Entry] = [],
    key: ColourKey? = nil
  ) {
    self.panels = panels
    self.columns = columns
    self.sharesAxes = sharesAxes
    self.legend = legend
    self.key = key
  }

  /// The panels of a chart that others draw too.
  package init(_ chart: Chart) {
    self.init(
      chart.panels, columns: chart.columns, sharesAxes: chart.sharesAxes, legend: chart.legend, key: chart.key
    )
  }
}
