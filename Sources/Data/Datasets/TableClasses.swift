/// The classes that a column of a table names, sorted: numbers by value, other names as texts.
struct TableClasses {
  let names: [String]
  private let labels: [String: Int32]
  /// Where all names are numbers, so that `1` and `1.0` are one class; else empty.
  private let numbers: [Double: Int32]

  /// The distinct ones among some entries.
  init(_ entries: [String]) {
    let distinct = Set(entries)
    let values = distinct.compactMap(Self.number)
    self.init(names: values.count == distinct.count ? Set(values).sorted().map(Self.name) : distinct.sorted())
  }

  /// Classes whose names are known, in the order of their labels.
  init(names: [String]) {
    self.names = names
    labels = Dictionary(zip(names, 0...), uniquingKeysWith: { first, _ in first })
    let values = names.compactMap(Self.number)
    numbers =
      values.count == names.count
      ? Dictionary(zip(values, 0...), uniquingKeysWith: { first, _ in first }) : [:]
  }

  /// The label of the class that an entry names, if there is one.
  func label(of entry: String) -> Int32? { labels[entry] ?? Self.number(entry).flatMap { numbers[$0] } }

  private static func number(_ text: String) -> Double? { Double(text).flatMap { $0.isFinite ? $0 : nil } }

  private static func name(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? "\(number)"
  }
}
