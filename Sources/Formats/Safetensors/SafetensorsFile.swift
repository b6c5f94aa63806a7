import Storage

/// Tensors in a safetensors container, of every type that the format had in its version 0.4.
///
/// The weights of a large model may be spread over several containers, with an index beside them.
package struct SafetensorsFile: Sendable {
  /// In the order of the data; of several files, in the order of their names.
  package let names: [String]
  /// Views of the file's bytes.
  package let tensors: [String: ForeignTensor]
  /// Texts by name; none of an index.
  package let metadata: [String: String]

  /// Reads a container, or an index (`*.index.json`) and the containers that it names.
  ///
  /// - Throws: `FormatError`.
  package init(reading path: String) throws(FormatError) {
    let storage = try ByteStorage(reading: path)
    if Self.isIndex(storage.bytes) {
      try self.init(SafetensorsIndex(storage.bytes, path: path))
    } else {
      try self.init(storage, path: path)
    }
  }

  /// Reads a container in memory.
  ///
  /// - Throws: `FormatError`: `storage` in the same cases as for `TensorFile`, `unsupported` for other types of
  ///   elements.
  package init(_ storage: ByteStorage, path: String) throws(FormatError) {
    let (header, places) = try Self.places(storage, path)
    var names: [String] = []
    var tensors: [String: ForeignTensor] = [:]
    names.reserveCapacity(places.count)
    tensors.reserveCapacity(places.count)
    for place in places {
      let tensor = Self.elements[place.type].flatMap {
        ForeignTensor(
          $0, extents: place.shape, storage: storage, offset: header.start + place.bytes.lowerBound)
      }
      guard let tensor else {
        throw .corrupt(path: path, reason: "\(place.name) has the impossible shape \(place.shape)")
      }
      names.append(place.name)
      tensors[place.name] = tensor
    }
    (self.names, self.tensors, metadata) = (names, tensors, header.metadata)
  }

  /// Reads all containers of an index; tensors that it does not list are left out.
  private init(_ index: SafetensorsIndex) throws(FormatError) {
    var names: [String] = []
    var tensors: [String: ForeignTensor] = [:]
    for (path, listed) in index.files {
      let file = try SafetensorsFile(ByteStorage(reading: path), path: path)
      for name in file.names where listed.contains(name) {
        names.append(name)
        tensors[name] = file.tensors[name]
      }
      for name in listed.sorted() where file.tensors[name] == nil {
        throw .storage(.missingTensor(path: path, name: name))
      }
    }
    (self.names, self.tensors, metadata) = (names, tensors, [:])
  }

  /// Whether a file that begins with these nine bytes says that it is a container.
  package static func isContainer(_ firstBytes: [UInt8]) -> Bool {
    (try? SafetensorsHeader.length(firstBytes, path: "")) != nil
  }

  /// Whether it is text: the length of a container's header ends in zeros.
  private static func isIndex(_ bytes: [UInt8]) -> Bool {
    !bytes.prefix(8).contains(0) && bytes.first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "{")
  }

  private static func places(
    _ storage: ByteStorage, _ path: String
  ) throws(FormatError) -> (SafetensorsHeader, [SafetensorsHeader.Place]) {
    let header: SafetensorsHeader
    do throws(StorageError) {
      header = try SafetensorsHeader(parsing: storage.bytes, path: path)
    } catch {
      throw .storage(error)
    }
    if let type = header.types.subtracting(elements.keys).min() {
      throw .unsupported(
        path: path, reason: "it has elements of type \(type); convert them to F32 or another usual type")
    }
    do throws(StorageError) {
      return (header, try header.places { elements[$0]?.size })
    } catch {
      throw .storage(error)
    }
  }

  private static let elements: [String: ForeignTensor.Element] = [
    "F16": .float16, "BF16": .bfloat16, "F32": .float32, "F64": .float64,
    "I8": .int8, "I16": .int16, "I32": .int32, "I64": .int64,
    "U8": .uint8, "U16": .uint16, "U32": .uint32, "U64": .uint64, "BOOL": .bool,
  ]
}
