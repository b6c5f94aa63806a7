import Formats
import Networks

/// Makes samples for a network of arrays.
struct ArraySamples {
  let data: ArrayData
  let content: ArrayContent
  /// What follows an array's name: nothing, or that of a split.
  private let ending: String

  var network: NetworkInterface { data.network }

  init(_ data: ArrayData, _ content: ArrayContent, ending: String) {
    self.data = data
    self.content = content
    self.ending = ending
  }

  /// - Throws: `DatasetError`.
  func samples() throws(DatasetError) -> Samples {
    var columns: [Samples.Column] = []
    var arrays: [(name: String, tensor: ForeignTensor)] = []
    for (position, input) in network.inputs.enumerated() {
      arrays.append(try array(position, input))
    }
    let y = try content.tensor("y\(ending)")
    try refuseOthers()
    if y == nil, arrays.count == 1, let cut = try cutStream(arrays[0].tensor) { arrays[0].tensor = cut }
    var counts: [(name: String, count: Int)] = []
    for (name, tensor) in arrays + (y.map { [("y\(ending)", $0)] } ?? []) {
      guard let count = tensor.extents.first else {
        throw problem("\(name) is a single number, not one for each sample")
      }
      counts.append((name, count))
    }
    guard let count = counts.first?.count, count > 0 else { throw .empty(path: data.path) }
    if let other = counts.first(where: { $0.count != count }) {
      throw problem("\(counts[0].name) has \(count) samples, and \(other.name) has \(other.count)")
    }
    for (input, array) in zip(network.inputs, arrays) {
      columns.append(
        Samples.Column(shape: input.shape, values: try values(array.tensor, array.name, for: input)))
    }
    let (targets, positions) = try targets(y, named: "y\(ending)", inputs: columns[0].values, count: count)
    return Samples(
      shape: columns[0].shape, values: columns[0].values, targets: targets, positions: positions,
      others: Array(columns.dropFirst()), normalization: try normalization())
  }

  func problem(_ reason: String) -> DatasetError { .array(path: data.path, reason: reason) }

  // MARK: Inputs

  /// The array that an input reads: `x`, `x1` …, or one of the input's own name.
  private func array(
    _ position: Int, _ input: NetworkInterface.Input
  ) throws(DatasetError) -> (name: String, tensor: ForeignTensor) {
    let usual = (position == 0 ? "x" : "x\(position)") + ending
    for name in [usual, input.name] {
      if let tensor = try content.tensor(name) { return (name, tensor) }
    }
    let found = content.names.isEmpty ? "nothing" : content.names.prefix(6).joined(separator: ", ")
    let count = network.inputs.count == 1 ? "" : " (\(input.name) of its \(network.inputs.count) inputs)"
    throw problem(
      "it has no array \(usual) for the network to read\(count), but \(found); "
        + "write it with numpy.savez(\"data.npz\", x=x, y=y)")
  }

  /// Refuses arrays for inputs that the network does not have.
  private func refuseOthers() throws(DatasetError) {
    let next = "x\(network.inputs.count)\(ending)"
    guard content.names.contains(next) else { return }
    let count = network.inputs.count
    throw problem(
      "it has an array \(next), and the network reads \(count == 1 ? "one array" : "\(count) arrays")")
  }

  /// Samples of a network's length, one after another, from a single row of indices; nil for anything else.
  private func cutStream(_ tensor: ForeignTensor) throws(DatasetError) -> ForeignTensor? {
    let input = network.inputs[0]
    guard input.rows != nil, input.extents.count == 1, tensor.extents.count == 1, !tensor.element.isFloat
    else {
      return nil
    }
    let length = input.extents[0]
    guard tensor.count >= length else {
      throw problem("it has \(tensor.count) tokens, and one sample of the network has \(length)")
    }
    return ForeignTensor(
      tensor.element, extents: [tensor.count / length, length],
      strides: [tensor.strides[0] * length, tensor.strides[0]], storage: tensor.storage, offset: tensor.offset
    )
  }

  /// An array's numbers as an input reads them.
  private func values(
    _ tensor: ForeignTensor, _ name: String, for input: NetworkInterface.Input
  ) throws(DatasetError) -> Samples.Values {
    let found = Array(tensor.extents.dropFirst())
    guard Self.withoutOnes(found) == Self.withoutOnes(input.extents) else {
      throw problem(
        "\(name) has the shape \(Self.words(found)), and the network reads \(Self.words(input.extents))"
          + hint(found, input))
    }
    if let rows = input.rows {
      if tensor.element.isFloat, let bad = tensor.doubles().first(where: { Int32(exactly: $0) == nil }) {
        throw problem("\(name) holds \(bad), and the network looks up whole numbers; save them as integers")
      }
      let indices = tensor.integers()
      if let bad = indices.first(where: { !(0..<rows).contains($0) }) {
        throw problem(
          "\(name) holds the index \(indices.max().map { $0 >= rows ? $0 : bad } ?? bad), and the network's table has "
            + "\(rows) rows")
      }
      return .indices(indices.map { Int32($0) })
    }
    if tensor.element == .uint8 {
      let range = tensor.offset..<tensor.offset + tensor.count
      return .bytes(
        tensor.isRowMajor ? Array(tensor.storage.bytes[range]) : tensor.integers().map { UInt8($0) })
    }
    let numbers = tensor.floats()
    if let place = numbers.firstIndex(where: { !$0.isFinite }) {
      let size = max(1, found.reduce(1, *))
      throw problem(
        "\(name) holds a number that is not finite (\(numbers[place])), first in sample \(place / size)")
    }
    return .floats(numbers)
  }

  /// What to do about images whose channels come last.
  private func hint(_ found: [Int], _ input: NetworkInterface.Input) -> String {
    guard found.count == 3, [found[2], found[0], found[1]] == input.extents else { return "" }
    return "; put the channels first with x.transpose(0, 3, 1, 2)"
  }

  /// A shape for any number of samples.
  static func words(_ extents: [Int]) -> String {
    "[\((["n"] + extents.map(String.init)).joined(separator: ", "))]"
  }

  static func withoutOnes(_ extents: [Int]) -> [Int] { extents.filter { $0 != 1 } }

  /// The user's normalization for the channels of the first input.
  private func normalization() throws(DatasetError) -> PixelNormalization? {
    guard let normalization = data.normalization else { return nil }
    return try normalization.normalization(channels: data.shape.channels)
  }
}
