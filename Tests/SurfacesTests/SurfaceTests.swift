import Surfaces
import Testing

struct SurfaceTests {
  private func plane() throws -> Surface {
    Surface(x: try Axis(parsing: "-1:1:3"), y: try Axis(parsing: "-0.5:1:4"), provenance: .example)
  }

  @Test func `a new surface is missing at every point`() throws {
    let surface = try plane()
    #expect(surface.count == 12)
    #expect(surface.missing == 12)
    #expect(surface.diverged == 0)
  }

  @Test func `rows are along the second axis, from its lower end`() throws {
    let surface = try plane()
    #expect(surface.coordinates(of: 0) == (-1, -0.5))
    #expect(surface.coordinates(of: 2) == (1, -0.5))
    #expect(surface.coordinates(of: 3) == (-1, 0))
    #expect(surface.coordinates(of: 11) == (1, 1))
    #expect(surface.centreIndex == 4)
  }

  @Test func `a line has its points at zero of the second direction`() throws {
    let line = Surface(x: try Axis(parsing: "-1:1:5"), y: nil, provenance: .example)
    #expect(line.count == 5)
    #expect(line.coordinates(of: 1) == (-0.5, 0))
    #expect(line.centreIndex == 2)
  }

  @Test func `a grid beside the trained point has no centre`() throws {
    let x = try Axis(parsing: "-1:1:3")
    let y = try Axis(parsing: "-1:1:4")
    #expect(Surface(x: x, y: y, provenance: .example).centreIndex == nil)
    #expect(Surface(x: y, y: nil, provenance: .example).centreIndex == nil)
  }

  @Test func `the first axis of any number is the fastest`() throws {
    let axes = try ["-1:1:3", "0:1:2", "-2:2:5"].map { try Axis(parsing: $0) }
    let grid = Grid.axes(axes)
    #expect(grid.count == 30 && grid.dimensions == 3)
    #expect(grid.coordinates(of: 0) == [-1, 0, -2] && grid.coordinates(of: 1) == [0, 0, -2])
    #expect(grid.coordinates(of: 3) == [-1, 1, -2] && grid.coordinates(of: 6) == [-1, 0, -1])
    #expect(grid.centreIndex.map { grid.coordinates(of: $0) } == [0, 0, 0])
    let points = Grid.points([[1, 0], [0, 0]], dimensions: 2)
    #expect(points.centreIndex == 1 && points.coordinates(of: 0) == [1, 0])
  }

  @Test func `a row has the plane's fields and the landmarks on it`() throws {
    var surface = try plane()
    surface.set("sharpness", (0..<12).map(Double.init))
    surface.landmarks = [
      Landmark(name: "on", coordinates: [0.25, 0.5]), Landmark(name: "beside", coordinates: [0.25, 0]),
    ]
    let row = try #require(surface.row(2))
    #expect(row["sharpness"] == [6, 7, 8] && row.lossError?.count == 3)
    #expect(row.landmarks == [Landmark(name: "on", coordinates: [0.25])])
  }

  @Test func `zero and infinite losses are not missing`() throws {
    var surface = try plane()
    surface.loss[0] = 0
    surface.loss[1] = .infinity
    #expect(surface.missing == 10)
    #expect(surface.diverged == 1)
  }

  @Test func `missing points do not make a surface unequal to itself`() throws {
    let surface = try plane()
    var other = try plane()
    #expect(surface == other)
    #expect(surface.hashValue == other.hashValue)
    other.loss[3] = 1
    #expect(surface != other)
  }
}
