import FoundationEssentials
import Storage
import TestSupport
import Testing

@testable import Formats

/// Files that another process reads, whatever becomes of it.
@Suite struct HDF5ProcessTests {
  /// The program, which the build puts beside the tests.
  private static func program() throws -> HDF5Process {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return HDF5Process([
      "\(URL(filePath: tests).deletingLastPathComponent().path)/landscape", "read-hdf5-apart",
    ])
  }

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func refusal(_ process: HDF5Process, _ path: String, size: Int = 0) -> FormatError? {
    do throws(FormatError) {
      _ = try process.content(of: path, size: size)
      return nil
    } catch { return error }
  }

  // MARK: The program

  @Test(
    .enabled(if: HDF5Fixture.hasLibrary, "needs libhdf5: apt-get install libhdf5-103-1"),
    arguments: ["types.h5", "modern.h5", "links.h5"])
  func `what another process reads is what this one does`(name: String) throws {
    let path = HDF5Fixture.path(name)
    let (apart, here) = (try HDF5File(reading: path, by: Self.program()), try HDF5File(inProcess: path))
    #expect(apart.datasets == here.datasets && !here.datasets.isEmpty)
    for dataset in here.datasets {
      func found(_ file: HDF5File) -> Result<[UInt8], FormatError> {
        do throws(FormatError) { return .success(try file.tensor(dataset.path).storage.bytes) } catch {
          return .failure(error)
        }
      }
      #expect(found(apart) == found(here), "\(dataset.path)")
    }
    #expect(throws: FormatError.storage(.missingTensor(path: path, name: "none"))) {
      try apart.tensor("none")
    }
  }

  // libhdf5 1.10.8 falls on some of these.
  @Test(
    .enabled(if: HDF5Fixture.hasLibrary, "needs libhdf5: apt-get install libhdf5-103-1"),
    arguments: [("types.h5", 11), ("modern.h5", 12), ("links.h5", 13)])
  func `damaged files are read or refused`(name: String, seed: UInt64) throws {
    let (program, original) = (try Self.program(), try content(HDF5Fixture.path(name)))
    var refused = 0
    for bytes in Mutations(of: original, count: 100, seed: seed) {
      let path = try folder.file("damaged.h5", bytes)
      do throws(FormatError) {
        let file = try HDF5File(reading: path, by: program)
        for dataset in file.datasets where (try? file.tensor(dataset.path)) == nil { refused += 1 }
      } catch {
        refused += 1
      }
    }
    #expect(refused > 20)
  }

  // MARK: Other programs

  @Test func `a process that falls, hangs or cannot be started makes an error`() throws {
    let path = try folder.file("a.h5", [1, 2, 3])
    let fallen = FormatError.corrupt(path: path, reason: "libhdf5 cannot read it")
    #expect(refusal(HDF5Process(["/bin/sh", "-c", "kill -SEGV $$"]), path) == fallen)
    #expect(refusal(HDF5Process(["/bin/sh", "-c", "exit 0"]), path) == fallen)
    #expect(refusal(HDF5Process(["/bin/cat"]), path) == fallen)
    #expect(
      refusal(HDF5Process(["/bin/sh", "-c", "sleep 100"], patience: 1), path)
        == .corrupt(path: path, reason: "libhdf5 has not read it within 1 seconds"))
    #expect(refusal(HDF5Process(["/none"]), path) == .storage(.unreadable(path: path, code: 2)))
  }

  /// Lines as a process writes them.
  private func answer(_ parts: (text: String, bytes: [UInt8])...) throws -> String {
    var all: [UInt8] = []
    for part in parts {
      all += withUnsafeBytes(of: UInt64(part.text.utf8.count).littleEndian) { Array($0) }
      all += Array(part.text.utf8) + part.bytes
    }
    return try folder.file("answer", all)
  }

  private static let listing =
    #"{"listing":{"_0":[{"path":"a","extents":[2],"element":"uint8"},{"path":"b","extents":[]}]}}"#

  @Test func `answers are checked`() throws {
    let cat = HDF5Process(["/bin/cat"])
    let good = try answer((Self.listing, []), (#"{"bytes":{"_0":2}}"#, [7, 8]))
    let content = try cat.content(of: good, size: 0)
    #expect(content.datasets.map(\.path) == ["a", "b"] && content.datasets.map(\.element) == [.uint8, nil])
    #expect(try content.values["a"]?.get().integers() == [7, 8] && content.values.count == 1)
    let fallen = FormatError.corrupt(path: good, reason: "libhdf5 cannot read it")
    for (text, bytes) in [
      (#"{"bytes":{"_0":2}}"#, [7]), (#"{"bytes":{"_0":1}}"#, [7]), (#"{"bytes":{"_0":3}}"#, [7, 8, 9]),
      (#"{"listing":{"_0":[]}}"#, []), ("{", []), ("", []),
    ] as [(String, [UInt8])] {
      let path = try answer((Self.listing, []), (text, bytes))
      #expect(refusal(cat, path) == fallen, "\(text)")
    }
    for listing in [
      Self.listing.replacing("uint8", with: "uint9"), Self.listing.replacing("[2]", with: "[-2]"),
      Self.listing.replacing("[2]", with: "[4611686018427387904,4]"), #"{"bytes":{"_0":0}}"#,
    ] {
      #expect(refusal(cat, try answer((listing, []), (#"{"bytes":{"_0":0}}"#, []))) == fallen, "\(listing)")
    }
    let huge = try answer((Self.listing, []), (#"{"bytes":{"_0":4611686018427387904}}"#, []))
    #expect(refusal(cat, huge) == .storage(.tooLarge(path: huge, claimed: 1 << 62)))
    let problem = try answer((#"{"problem":{"_0":{"unsupported":{"_0":"why"}}}}"#, []))
    #expect(refusal(cat, problem) == .unsupported(path: problem, reason: "why"))
  }

  @Test func `damaged answers are read or refused`() throws {
    let cat = HDF5Process(["/bin/cat"])
    let good = try content(try answer((Self.listing, []), (#"{"bytes":{"_0":2}}"#, [7, 8])))
    var refused = 0
    for bytes in Mutations(of: good, count: 300) {
      let path = try folder.file("answer", bytes)
      if refusal(cat, path) != nil { refused += 1 }
    }
    #expect(refused > 150)
  }
}
