import Surfaces
import Testing

@testable import Rendering

/// The bytes of models, taken apart by the specification; `Scripts/read_glb.py` reads them by two libraries of others.
@Suite struct SceneModelTests {
  /// A file taken apart.
  private struct File {
    let data: [UInt8]
    let text: String

    init(_ bytes: [UInt8]) throws {
      func word(_ place: Int) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) } }
      #expect(Array(bytes[..<4]) == Array("glTF".utf8) && word(4) == 2 && word(8) == bytes.count)
      let length = word(12)
      #expect(Array(bytes[16..<20]) == Array("JSON".utf8) && length % 4 == 0)
      #expect(word(20 + length) == bytes.count - 28 - length && word(20 + length) % 4 == 0)
      #expect(Array(bytes[24 + length..<28 + length]) == Array("BIN\0".utf8))
      data = Array(bytes[(28 + length)...])
      text = String(decoding: bytes[20..<20 + length], as: UTF8.self)
    }

    /// The words of an array, in the order of the arrays of the file.
    func words(at offset: Int, count: Int) -> [UInt32] {
      (0..<count).map { index in
        (0..<4).reduce(0) { $0 | UInt32(data[offset + 4 * index + $1]) << (8 * UInt32($1)) }
      }
    }
  }

  @Test func `a model has a vertex for each grid point and two triangles for each cell`() throws {
    let surface = try SampleSurface.bowl()
    let model = try #require(SceneModel(of: surface, program: "landscape 0.1.0"))
    #expect(model.leftOut == 0)
    let file = try File(model.bytes)
    let (points, cells) = (11 * 9, 10 * 8)
    #expect(file.data.count == 4 * (points * (3 + 3 + 4 + 1) + cells * 6))
    // Places: α along x, β against z, the loss upwards; the lowest point is on the floor.
    let places = file.words(at: 0, count: 3 * points).map(Float.init(bitPattern:))
    #expect(places[0] == -0.5 && places[2] == 0.5)
    let heights = stride(from: 1, to: places.count, by: 3).map { places[$0] }
    #expect(heights.min() == 0 && abs((heights.max() ?? 0) - 0.7) < 1e-6)
    let losses = file.words(at: 4 * 10 * points, count: points).map { Double(Float(bitPattern: $0)) }
    #expect(losses.map(Float.init).sorted() == surface.loss.map(Float.init).sorted())
    let indices = file.words(at: 4 * 11 * points, count: 6 * cells).map(Int.init)
    #expect(Set(indices) == Set(0..<points))
    for triangle in stride(from: 0, to: indices.count, by: 3) {
      let corners = indices[triangle..<triangle + 3].map { (places[3 * $0], -places[3 * $0 + 2]) }
      let (a, b, c) = (corners[0], corners[1], corners[2])
      #expect((b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0) > 0, "clockwise from above")
    }
    for word in [
      "\"version\":\"2.0\"", "\"generator\":\"landscape 0.1.0\"", "\"COLOR_0\":2", "\"_LOSS\":3",
      "\"lossName\":\"cross-entropy loss\"",
    ] { #expect(file.text.contains(word), "\(word)") }
    #expect(SceneModel(of: surface, program: "landscape 0.1.0")?.bytes == model.bytes)
  }

  @Test func `colours are those of the scale's ends, in linear light`() throws {
    let surface = try SampleSurface.make { x, _ in x + 2 }
    let file = try File(#require(SceneModel(of: surface, program: "")).bytes)
    let colours = file.words(at: 4 * 6 * 99, count: 4 * 99).map(Float.init(bitPattern:))
    let low = LinearLight.vector(ColourMap.viridis[0])
    #expect(zip(colours[0..<3], [low.x, low.y, low.z]).allSatisfy { abs($0 - $1) < 1e-4 })
    #expect(stride(from: 3, to: colours.count, by: 4).allSatisfy { colours[$0] == 1 })
  }

  @Test func `what is missing or diverged is left out, with the cells around it`() throws {
    let surface = try SampleSurface.damaged()
    let model = try #require(SceneModel(of: surface, program: ""))
    #expect(model.leftOut == surface.missing + surface.diverged && model.leftOut > 1)
    let file = try File(model.bytes)
    let numbers = file.words(at: 0, count: file.data.count / 4)
    #expect(numbers.allSatisfy { Float(bitPattern: $0).isFinite })
    #expect(SceneModel(of: try SampleSurface.make { _, _ in .nan }, program: "") == nil)
    #expect(SceneModel(of: try SampleSurface.make { _, _ in 2 }, program: "") != nil)
    #expect(SceneModel(of: try SampleSurface.make { x, _ in x * 1e300 }, program: "") != nil)
  }
}
