/// The datasets of a file, found group by group.
struct HDF5Listing {
  let library: HDF5Library
  let path: String
  private(set) var datasets: [HDF5File.Dataset] = []
  private var objects = 0

  /// Groups within groups; a group may hold itself.
  private static let largestDepth = 32
  private static let largestCount = 100_000
  private static let longestName = 4096
  /// What `H5Iget_type` says of groups and datasets.
  private enum Kind {
    static let group: Int32 = 2
    static let dataset: Int32 = 5
  }

  init(library: HDF5Library, path: String) {
    self.library = library
    self.path = path
  }

  /// Adds the datasets of a group and of those in it.
  mutating func list(_ group: borrowing HDF5Handle, prefix: String, depth: Int) throws(FormatError) {
    guard depth <= Self.largestDepth else {
      throw .corrupt(
        path: path, reason: "its groups lie \(Self.largestDepth) deep in one another, or in themselves")
    }
    for index in 0..<(try linkCount(group)) {
      let name = try linkName(group, index)
      // Links that lead to a name, or to another file, have other kinds.
      guard try isHardLink(group, name) else { continue }
      objects += 1
      guard objects <= Self.largestCount else {
        throw .unsupported(path: path, reason: "it has more than \(Self.largestCount) objects")
      }
      guard let object = HDF5Handle(library.openObject(group.identifier, name, 0), library) else {
        throw HDF5File.unreadable(path, prefix + name)
      }
      switch library.kind(object.identifier) {
      case Kind.group: try list(object, prefix: "\(prefix)\(name)/", depth: depth + 1)
      case Kind.dataset: datasets.append(try dataset(object, prefix + name))
      default: break
      }
    }
  }

  private func linkCount(_ group: borrowing HDF5Handle) throws(FormatError) -> UInt64 {
    // A structure whose second member, after 8 bytes, is the number of links.
    var information = [UInt64](repeating: 0, count: 8)
    guard library.groupInformation(group.identifier, &information) >= 0,
      information[1] <= UInt64(Self.largestCount)
    else { throw .corrupt(path: path, reason: "a group cannot be read") }
    return information[1]
  }

  private func linkName(_ group: borrowing HDF5Handle, _ index: UInt64) throws(FormatError) -> String {
    var text = [CChar](repeating: 0, count: Self.longestName + 1)
    let length = library.linkName(group.identifier, ".", 0, 0, index, &text, text.count, 0)
    guard (1...Self.longestName).contains(length),
      let name = String(validating: text[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self),
      !name.contains("/")
    else { throw .corrupt(path: path, reason: "a name in it cannot be read") }
    return name
  }

  private func isHardLink(_ group: borrowing HDF5Handle, _ name: String) throws(FormatError) -> Bool {
    // A structure, which differs among versions; its first member is the kind.
    var information = [UInt64](repeating: .max, count: 16)
    guard library.linkInformation(group.identifier, name, &information, 0) >= 0 else {
      throw HDF5File.unreadable(path, name)
    }
    return UInt32(truncatingIfNeeded: information[0]) == 0
  }

  private func dataset(
    _ object: borrowing HDF5Handle, _ name: String
  ) throws(FormatError) -> HDF5File.Dataset {
    guard let space = HDF5Handle(library.space(object.identifier), library),
      let type = HDF5Handle(library.type(object.identifier), library)
    else { throw HDF5File.unreadable(path, name) }
    let rank = Int(library.rank(space.identifier))
    guard (0...Self.largestRank).contains(rank) else { throw HDF5File.unreadable(path, name) }
    var extents = [UInt64](repeating: 0, count: max(rank, 1))
    guard rank == 0 || library.extents(space.identifier, &extents, nil) >= 0,
      extents.allSatisfy({ $0 <= UInt64(ForeignTensor.largestCount) })
    else { throw HDF5File.unreadable(path, name) }
    // An empty space has no element, a scalar one.
    let isNull = library.spaceKind(space.identifier) == Self.nullSpace
    return HDF5File.Dataset(
      path: name, extents: extents.prefix(rank).map { Int($0) }, element: isNull ? nil : element(type))
  }

  private static let largestRank = 32
  private static let nullSpace: Int32 = 2

  /// What the numbers of a type are read as.
  private func element(_ type: borrowing HDF5Handle) -> ForeignTensor.Element? {
    let size = library.typeSize(type.identifier)
    let isSigned = library.typeSign(type.identifier) == 1
    switch (library.typeClass(type.identifier), size) {
    case (1, ...4): return .float32
    case (1, _): return .float64
    case (0, 1): return isSigned ? .int8 : .uint8
    case (0, 2): return isSigned ? .int16 : .uint16
    case (0, 3...4): return isSigned ? .int32 : .uint32
    case (0, 5...8): return isSigned ? .int64 : .uint64
    default: return nil
    }
  }
}
