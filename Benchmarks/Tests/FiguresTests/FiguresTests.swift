import Figures
import Testing

@Suite struct FiguresTests {
  @Test(arguments: [0, -1, Double.nan, .infinity])
  func `a figure is finite and above zero`(value: Double) throws {
    #expect(throws: ImpossibleFigure.self) { try Figures.possible(value, "figure") }
    #expect(throws: ImpossibleFigure.self) { try Figures.median([1, value, 2], "figure") }
    #expect(try Figures.possible(2, "figure") == 2)
  }

  @Test func `the median is the middle one, the upper of two, and there is one`() throws {
    #expect(try Figures.median([3, 1, 2], "figure") == 2)
    #expect(try Figures.median([3, 1], "figure") == 3)
    #expect(throws: ImpossibleFigure.self) { try Figures.median([], "figure") }
  }

  @Test func `a rate is the difference of two runs`() throws {
    #expect(try Figures.rate(few: (100, 1.5), many: (500, 3.5), "probing") == 200)
    #expect(throws: ImpossibleFigure.noTime(name: "probing", count: 400, seconds: 0)) {
      try Figures.rate(few: (100, 1.5), many: (500, 1.5), "probing")
    }
    #expect(throws: ImpossibleFigure.noTime(name: "probing", count: 0, seconds: 1)) {
      try Figures.rate(few: (100, 1.5), many: (100, 2.5), "probing")
    }
  }

  /// 64 samples of 1,000 asked for made figures of 13 times the roof.
  @Test func `the number of samples is the file's, and the one asked for`() throws {
    #expect(try Figures.confirmed(1000, asked: 1000, "samples") == 1000)
    #expect(throws: ImpossibleFigure.unexpected(name: "samples", asked: 1000, found: 64)) {
      try Figures.confirmed(64, asked: 1000, "samples")
    }
    #expect(throws: ImpossibleFigure.self) { try Figures.confirmed(nil, asked: 1000, "samples") }
  }

  @Test func `a ratio to the roof is a round's own, and at most 1`() throws {
    // Rounds of a machine that slows down by half: each at 0.8 of its roof.
    let rate = try RoofedRate(
      "probing", rates: [80, 40, 60], roofs: [1000, 500, 750], operationsPerSample: 10)
    #expect(rate.samples == 60 && rate.operations == 600 && rate.roof == 750)
    #expect(abs(rate.ratio - 0.8) < 1e-12)
    #expect(throws: ImpossibleFigure.beyondRoof(name: "probing", ratio: 2)) {
      try RoofedRate("probing", rates: [80], roofs: [400], operationsPerSample: 10)
    }
    #expect(throws: ImpossibleFigure.self) {
      try RoofedRate("probing", rates: [80], roofs: [400], operationsPerSample: .nan)
    }
  }

  @Test func `a roof is measured with no lesser instructions than the library's`() throws {
    let library = "Intel AVX-512 with AVX512BW, AVX512VL, and AVX512DQ extensions"
    try VectorInstructions.check(roof: "AVX-512", bounds: library)
    try VectorInstructions.check(roof: "AVX-512", bounds: "Intel AVX2")
    #expect(throws: ImpossibleFigure.roofTooLow(roof: "AVX2 with FMA", library: library)) {
      try VectorInstructions.check(roof: "AVX2 with FMA", bounds: library)
    }
    #expect(throws: ImpossibleFigure.self) { try VectorInstructions.check(roof: "SSE2", bounds: "Intel AVX") }
    // Version 3's name, and another processor.
    #expect(VectorInstructions(naming: "Intel AVX10.1/512") == .avx512)
    try VectorInstructions.check(roof: "128-bit vectors", bounds: "AArch64 SVE (256 bits)")
  }
}
