import Data
import Formats
import Networks
import Storage
import TestSupport
import Testing

/// Files with any byte changed, or cut off: samples or an error come out of them, never a trap.
@Suite struct HostileArrayTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Loads a file in all variants that differ in one byte or end early.
  ///
  /// - Returns: how many of the variants were refused.
  private func refusals(
    of bytes: [UInt8], as name: String, naming path: String? = nil, for graph: Graph
  ) throws -> Int {
    let network = NetworkInterface(graph)
    var refused = 0
    func load(_ variant: [UInt8]) throws {
      let file = try folder.file(name, variant)
      do throws(DatasetError) {
        let samples = try DatasetDescription(ArrayData(path: path ?? file, for: network)).load(.train)
        _ = samples.fit(graph, for: samples.hasClasses ? .crossEntropy : .meanSquaredError)
      } catch {
        refused += 1
      }
    }
    for position in bytes.indices {
      for value in [0, 0x31, 0x39, 0x80, 0xff, bytes[position] ^ 1] as [UInt8] where value != bytes[position]
      {
        var variant = bytes
        variant[position] = value
        try load(variant)
      }
      try load(Array(bytes[..<position]))
    }
    return refused
  }

  @Test func `inputs and labels of numpy`() throws {
    let graph = try SmallNetworks.perceptron(outputs: 3)
    let x = SmallNetworks.floats([1, 2, 3, 4, 5, 6, 7, 8], 2, 4)
    let y = SmallNetworks.integers([1, 2], 2)
    let paths = (try folder.file("a.npy", x), try folder.file("b.npy", y))
    let pair = "\(paths.0),\(paths.1)"
    #expect(try refusals(of: x, as: "a.npy", naming: pair, for: graph) > x.count)
    _ = try folder.file("a.npy", x)
    #expect(try refusals(of: y, as: "b.npy", naming: pair, for: graph) > y.count)
  }

  @Test func `tokens in a safetensors container`() throws {
    let header = #"{"x":{"dtype":"U8","shape":[2,6],"data_offsets":[0,12]}}"#
    let bytes =
      [UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + (0..<12).map { $0 % 11 }
    #expect(try refusals(of: bytes, as: "t.safetensors", for: UntrainedNetwork.graph()) > bytes.count)
  }

  @Test func `a table`() throws {
    let bytes = Array("a,b,c,d,class\n1,2,3,4,2\n-5,6,7,8.5,1\n".utf8)
    #expect(try refusals(of: bytes, as: "t.csv", for: SmallNetworks.perceptron(outputs: 3)) > bytes.count)
  }
}
