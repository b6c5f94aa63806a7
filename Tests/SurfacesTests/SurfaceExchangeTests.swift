import FoundationEssentials
import Storage
import Surfaces
import TestSupport
import Testing

@testable import Formats

/// Surfaces in files of other programs; those of the published script were made by `Scripts/published.py`.
@Suite struct SurfaceExchangeTests {
  static let hasLibrary = (try? HDF5Library.use(for: "") { _ in true }) ?? false

  private func published(_ name: String) throws -> Surface {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)").path
    return try Surface(published: HDF5File(reading: path))
  }

  /// Two rows of three points: a missing one, a diverged one, and numbers that decimals cannot express.
  private func plane() throws -> Surface {
    var surface = Surface(
      x: try Axis(parsing: "-1:1:3"), y: try Axis(parsing: "0:0.5:2"),
      loss: [0.1, 1, 2.0 / 3, .infinity, 0, .nan], accuracy: [0.9, 0.5, 1.0 / 3, 0.1, 1, .nan],
      provenance: .example)
    surface.set(Surface.FieldName.lossError, [0.1, 0, 1, 2, 3, .nan])
    return surface
  }

  @Test(.enabled(if: hasLibrary, "needs libhdf5"))
  func `rows of a published surface run along y, whatever its extents say`() throws {
    let surface = try published("plane.h5")
    #expect(surface.x == (try Axis(parsing: "-1:1:5")))
    #expect(surface.y == (try Axis(parsing: "-0.5:1:4")))
    for index in 0..<19 {
      let (x, y) = surface.coordinates(of: index)
      #expect(abs(surface.loss[index] - (1 + x + 10 * y * y)) < 1e-12)
      #expect(abs(surface.accuracy[index] - (0.5 + Double(index) / 100)) < 1e-12)
    }
    #expect(surface.loss[19].isNaN && surface.accuracy[19].isNaN)
    #expect(surface.provenance.imported == "plane.h5" && surface.provenance.split == "train")
  }

  @Test(.enabled(if: hasLibrary, "needs libhdf5"))
  func `a published line has the values of both splits`() throws {
    let surface = try published("line.h5")
    #expect(surface.y == nil && surface.x.count == 5)
    #expect(surface.loss == [0, 0.5, 1, 1.5, 2])
    #expect(surface["testLoss"] == [10, 10.5, 11, 11.5, 12])
    #expect(surface["testAccuracy"]?.map { ($0 * 10).rounded() } == [10, 9, 8, 7, 6])
  }

  @Test(.enabled(if: hasLibrary, "needs libhdf5"))
  func `what is no published surface is refused`() throws {
    #expect(throws: FormatError.self) { try published("uneven.h5") }
    let folder = try TemporaryFolder()
    let numbers = ForeignTensor([0, 1, 2], extents: [3])
    for tensors in [
      [("xcoordinates", numbers)], [("train_loss", numbers)],
      [("xcoordinates", numbers), ("ycoordinates", numbers), ("train_loss", numbers)],
      [("xcoordinates", ForeignTensor([1, 1, 1], extents: [3])), ("train_loss", numbers)],
      [("xcoordinates", ForeignTensor([.nan, 1, 1], extents: [3])), ("train_loss", numbers)],
    ] {
      try HDF5File.write(folder.file("a.h5"), tensors.map { (path: $0.0, tensor: $0.1) })
      #expect(throws: FormatError.self) { try Surface(published: HDF5File(reading: folder.file("a.h5"))) }
    }
  }

  @Test(.enabled(if: hasLibrary, "needs libhdf5"))
  func `a surface is written as the published script does, and comes back`() throws {
    let folder = try TemporaryFolder()
    let surface = try plane()
    try surface.writePublished(to: folder.file("a.h5"))
    let file = try HDF5File(reading: folder.file("a.h5"))
    #expect(file.datasets.map(\.path) == ["train_acc", "train_loss", "xcoordinates", "ycoordinates"])
    #expect(file["train_loss"]?.extents == [2, 3])
    #expect(try file.tensor("train_loss").doubles() == [0.1, 1, 2.0 / 3, .infinity, 0, -1])
    #expect(try file.tensor("train_acc").doubles().prefix(2) == [90, 50])
    #expect(try file.tensor("ycoordinates").doubles() == [0, 0.5])
    let back = try Surface(published: file)
    #expect(back.grid == surface.grid)
    #expect(back.loss.prefix(5) == surface.loss.prefix(5) && back.loss[5].isNaN)
    // Both splits of a line come back, too.
    let line = try published("line.h5")
    try line.writePublished(to: folder.file("line.h5"))
    #expect(try Surface(published: HDF5File(reading: folder.file("line.h5"))) == line)
  }

  @Test func `arrays have rows along y, and one for each quantity that is known`() throws {
    let folder = try TemporaryFolder()
    let archive = try NumPyArchive(reading: folder.file("a.npz", plane().archive))
    #expect(archive.names == ["x", "y", "loss", "accuracy", "lossError"])
    #expect(try archive.tensor("x")?.doubles() == [-1, 0, 1])
    #expect(try archive.tensor("loss")?.extents == [2, 3])
    #expect(try archive.tensor("loss")?.doubles().prefix(5) == [0.1, 1, 2.0 / 3, .infinity, 0])
    let line = Surface(
      x: try Axis(parsing: "0:1:2"), y: nil, loss: [1, 2], accuracy: [.nan, .nan], provenance: .example)
    let other = try NumPyArchive(reading: folder.file("b.npz", line.archive))
    #expect(other.names == ["x", "loss"])
    #expect(try other.tensor("loss")?.extents == [2])
  }

  @Test func `a table has a row for each point with all digits`() throws {
    #expect(
      try plane().table == """
        x,y,loss,accuracy,lossError
        -1.0,0.0,0.1,0.9,0.1
        0.0,0.0,1.0,0.5,0.0
        1.0,0.0,0.6666666666666666,0.3333333333333333,1.0
        -1.0,0.5,inf,0.1,2.0
        0.0,0.5,0.0,1.0,3.0
        1.0,0.5,nan,nan,nan

        """)
  }

  @Test func `a mesh has the faces whose corners are all known`() throws {
    var surface = try plane()
    let holed = SurfaceMesh(surface)
    #expect(holed.leftOut == 2 && holed.omitted.isEmpty)
    #expect(holed.text.contains("NumberOfPoints=\"4\" NumberOfPolys=\"0\""))
    surface.set("loss", at: 3, 4)
    surface.set("accuracy", at: 3, .nan)
    let mesh = SurfaceMesh(surface)
    #expect(mesh.leftOut == 1 && mesh.omitted == ["accuracy"])
    let lines = mesh.text.split(separator: "\n")
    #expect(lines[3] == "    <Piece NumberOfPoints=\"5\" NumberOfPolys=\"1\">")
    #expect(lines.contains("1.0 0.0 0.6666666666666666") && lines.contains("-1.0 0.5 4.0"))
    // Counterclockwise from above.
    #expect(lines.contains("0 1 4 3"))
    #expect(mesh.text.hasSuffix("    </Piece>\n  </PolyData>\n</VTKFile>\n"))
  }

  @Test func `a line becomes pieces`() throws {
    let line = Surface(
      x: try Axis(parsing: "0:3:4"), y: nil, loss: [1, 2, 3, .infinity], accuracy: [1, 1, 1, 1],
      provenance: .example)
    let mesh = SurfaceMesh(line)
    #expect(mesh.text.contains("NumberOfPoints=\"3\" NumberOfLines=\"2\""))
    #expect(mesh.text.contains("\n0 1\n1 2\n"))
  }
}
