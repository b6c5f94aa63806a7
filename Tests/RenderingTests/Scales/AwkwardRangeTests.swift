import Rendering
import Testing

/// Whatever the numbers, axes, levels, colours and texts can be made of them.
@Suite struct AwkwardRangeTests {
  @Test func `any range has ticks inside it`() {
    var numbers = AwkwardNumbers(seed: 1)
    for index in 0..<3000 {
      let range = numbers.range()
      let ticks = Ticks(linear: range.lowerBound, range.upperBound, count: 2 + index % 8)
      expectSensible(ticks, in: range)
    }
  }

  @Test func `any positive range has ticks of a log axis inside it`() {
    var numbers = AwkwardNumbers(seed: 2)
    for index in 0..<1500 {
      let range = numbers.range(positive: true)
      let ticks = Ticks(logarithmic: range.lowerBound, range.upperBound, count: 2 + index % 8)
      expectSensible(ticks, in: range)
    }
  }

  private func expectSensible(_ ticks: Ticks, in range: ClosedRange<Double>) {
    let values = ticks.values
    #expect(!values.isEmpty && values.count <= 80, "\(range): \(values)")
    #expect(ticks.labels.count == values.count && !ticks.labels.contains(""))
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 }, "\(range): \(values)")
    // The only tick of a range without room is its end, to six digits.
    guard values.count > 1 else { return }
    let slack = 1e-9 * max(range.lowerBound.magnitude, range.upperBound.magnitude)
    #expect(
      values.allSatisfy { $0.isFinite && $0 >= range.lowerBound - slack && $0 <= range.upperBound + slack },
      "\(range): \(values)")
  }

  @Test func `ranges at the limits have several ticks, not one`() {
    let greatest = Double.greatestFiniteMagnitude
    for (lower, upper) in [
      (-greatest, greatest), (0, greatest), (-1, 1.7e308), (0, 2000 * .leastNonzeroMagnitude),
      (-.leastNormalMagnitude / 100, .leastNormalMagnitude / 10),
    ] {
      let values = Ticks(linear: lower, upper, count: 5).values
      #expect(values.count >= 2 && values.allSatisfy { $0 >= lower && $0 <= upper }, "\(lower)...\(upper)")
    }
  }

  @Test(arguments: Scale.Kind.allCases)
  func `any values have a scale, whose levels lie inside and whose colours are defined`(kind: Scale.Kind) {
    var numbers = AwkwardNumbers(seed: 3)
    for index in 0..<1000 {
      let values = (0..<1 + index % 4).map { _ in numbers.any() }
      let given = index % 3 == 0 ? (0..<index % 5).map { _ in numbers.any() } : nil
      let scale = Scale(covering: values, kind: kind, levels: given)
      #expect(scale.labels.count == scale.levels.count)
      #expect(zip(scale.levels, scale.levels.dropFirst()).allSatisfy { $0 < $1 }, "\(values)")
      if given == nil {
        #expect(
          scale.levels.allSatisfy { $0 > scale.lower && $0 < scale.upper }, "\(values): \(scale.levels)")
      }
      for isContinuous in [false, true] {
        let key = ColourKey(scale: scale, map: .viridis, name: "loss", isContinuous: isContinuous)
        for value in values + [numbers.finite()] where !value.isNaN { _ = key.colour(of: value) }
        #expect(scale.lower.isNaN || !key.labels.isEmpty)
      }
    }
  }

  @Test func `any number has a text`() {
    var numbers = AwkwardNumbers(seed: 4)
    for index in 0..<3000 {
      let number = numbers.any()
      #expect(!NumberText.value(number, digits: 1 + index % 17).isEmpty)
      #expect(!NumberText.percentage(number).isEmpty)
    }
  }

  @Test func `shares that nothing can have are written as they are`() {
    #expect(NumberText.percentage(0.5) == "50.0\u{00A0}%")
    #expect(NumberText.percentage(1e300) == "10³⁰²\u{00A0}%")
    #expect(NumberText.percentage(1e308) == "10³⁰⁸×100\u{00A0}%")
    #expect(NumberText.percentage(.nan) == "not computed")
    #expect(NumberText.percentage(-.infinity) == "diverged")
  }

  @Test func `any plot of any values is drawn with finite places`() throws {
    var numbers = AwkwardNumbers(seed: 5)
    let page = try Page(width: 160, height: 120)
    for index in 0..<240 {
      let x = (0..<3).map { _ in numbers.any() }
      let y = (0..<3).map { _ in numbers.any() }
      let isLogarithmic = index % 2 == 0
      let limits = index % 5 == 0 ? numbers.range(positive: isLogarithmic) : nil
      var plot = Plot(
        x: AxisDescription("x", isLogarithmic: index % 4 < 2),
        y: AxisDescription("y", limits: limits, isLogarithmic: isLogarithmic),
        layers: [
          SeriesLayer("a", x: x, y: y, style: SeriesStyle(0)),
          ScatterLayer("b", zip(x, y).map { Point(x: $0, y: $1) }, style: SeriesStyle(1), radius: 1),
        ], guides: .both)
      plot.hasEqualScales = index % 3 == 0
      let drawing = Drawing(Chart(title: "", description: "", caption: "", panels: [plot]), on: page)
      for call in drawing.calls {
        guard case .stroke(let path, _) = call else { continue }
        #expect(
          path.points.allSatisfy { $0.x.isFinite && $0.y.isFinite }, "x \(x), y \(y), limits \(limits as Any)"
        )
      }
    }
  }
}
