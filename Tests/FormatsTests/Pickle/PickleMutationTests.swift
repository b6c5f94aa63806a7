import Formats
import Testing

/// Damaged files: read or refused, never anything else.
struct PickleMutationTests {
  /// Everything that is asked of a file.
  private func use(_ storage: ByteStorage) throws {
    let file = try TorchFile(storage, path: "x.pt")
    _ = file.globals
    _ = file.isLightning
    for row in file.summary.prefix(5) where !row.key.isEmpty {
      // Not all keys have weights, in sound files neither.
      if let weights = try? file.weights(key: row.key) { compute(weights) }
    }
    compute(try file.weights())
  }

  private func compute(_ weights: TorchFile.Weights) {
    for (_, tensor) in weights where tensor.count < 100_000 { _ = tensor.doubles() }
  }

  /// Counts what is read and refused; anything but a `FormatError` ends the test.
  private func outcomes(_ mutations: some Sequence<[UInt8]>, _ whole: ([UInt8]) -> [UInt8]) throws -> (
    Int, Int
  ) {
    var (read, refused) = (0, 0)
    for bytes in mutations {
      do {
        try use(ByteStorage(whole(bytes)))
        read += 1
      } catch is FormatError {
        refused += 1
      }
    }
    return (read, refused)
  }

  @Test(arguments: [
    "state-sequence.pt", "module-sequence.pt", "views-sequence.pt", "old.pt", "state-deflated.pt",
  ])
  func `damaged files are read or refused`(name: String) throws {
    let bytes = try PickleFixtures.bytes(name)
    let (read, refused) = try outcomes(Mutations(of: bytes, count: 500, seed: 1)) { $0 }
    #expect(read + refused == 500)
    #expect(refused > 100)
  }

  /// The archive's checksums would hide what the pickle says: they are made anew.
  @Test(arguments: [
    "state.pt", "state-4.pt", "module.pt", "types.pt", "special.pt", "namespace.pt", "unreadable.pt",
  ])
  func `damaged pickles in sound archives are read or refused`(name: String) throws {
    let source = try ZipArchive(reading: PickleFixtures.path(name))
    let pickle = try #require(source.entries.first { $0.name.hasSuffix("/data.pkl") })
    let others = try source.entries.filter { $0 != pickle }.map {
      ($0.name, try source.content(of: $0).bytes)
    }
    let bytes = try source.content(of: pickle).bytes
    let (read, refused) = try outcomes(Mutations(of: bytes, count: 500, seed: 2)) { damaged in
      var archive = ZipWriter()
      archive.add(pickle.name, damaged)
      for (name, content) in others { archive.add(name, content) }
      return archive.archive()
    }
    #expect(read + refused == 500)
    #expect(refused > 100)
  }

  @Test func `every byte of a pickle changed is read or refused`() throws {
    let bytes = try PickleFixtures.bytes("state-sequence.pt")
    let (read, refused) = try outcomes(Mutations.flips(of: bytes)) { $0 }
    #expect(read + refused == 3 * bytes.count)
    // Changed numbers and unused fields are read; changed instructions are not.
    #expect(read > 100)
    #expect(refused > 1000)
  }
}
