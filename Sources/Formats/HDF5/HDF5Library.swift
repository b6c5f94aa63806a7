import Glibc
import Synchronization

/// The functions of libhdf5 that are used, found when the first file is opened: nothing is linked.
///
/// Versions from 1.10 on, whose identifiers have 64 bits. Debian's library is not safe to use from several threads: all
/// calls are made under one lock.
struct HDF5Library: Sendable {
  /// An identifier of the library; negative where a call failed.
  typealias Identifier = Int64
  typealias Status = Int32
  typealias Text = UnsafePointer<CChar>
  typealias Buffer = UnsafeMutableRawPointer
  typealias Extents = UnsafeMutablePointer<UInt64>

  typealias Query = @convention(c) (Identifier) -> Status
  typealias Find = @convention(c) (Identifier) -> Identifier
  typealias Make = @convention(c) (Identifier, Text, Identifier, Identifier, Identifier) -> Identifier
  typealias Transfer =
    @convention(c) (Identifier, Identifier, Identifier, Identifier, Identifier, Buffer?) -> Status

  let silence: @convention(c) (Identifier, Buffer?, Buffer?) -> Status
  let openFile: @convention(c) (Text, UInt32, Identifier) -> Identifier
  let createFile: @convention(c) (Text, UInt32, Identifier, Identifier) -> Identifier
  let flush: @convention(c) (Identifier, Int32) -> Status
  let image: @convention(c) (Identifier, Buffer?, Int) -> Int
  /// Gives back an identifier of any kind.
  let close: Query
  let kind: Query
  let openObject: @convention(c) (Identifier, Text, Identifier) -> Identifier
  let groupInformation: @convention(c) (Identifier, Buffer) -> Status
  let linkName:
    @convention(c) (Identifier, Text, Int32, Int32, UInt64, UnsafeMutablePointer<CChar>?, Int, Identifier) ->
      Int
  let linkInformation: @convention(c) (Identifier, Text, Buffer, Identifier) -> Status
  let createGroup: Make

  let space: Find
  let type: Find
  let creation: Find
  let storedSize: @convention(c) (Identifier) -> UInt64
  let read: Transfer
  let write: Transfer
  let createDataset:
    @convention(c) (Identifier, Text, Identifier, Identifier, Identifier, Identifier, Identifier) ->
      Identifier

  let spaceKind: Query
  let rank: Query
  let extents: @convention(c) (Identifier, Extents?, Extents?) -> Status
  let createScalar: @convention(c) (Int32) -> Identifier
  let createSimple: @convention(c) (Int32, Extents?, Extents?) -> Identifier

  let typeClass: Query
  let typeSize: @convention(c) (Identifier) -> Int
  let typeSign: Query

  let createProperties: Find
  let keepInMemory: @convention(c) (Identifier, Int, Bool) -> Status
  let keepTimes: @convention(c) (Identifier, Bool) -> Status
  let layout: Query
  let chunk: @convention(c) (Identifier, Int32, Extents?) -> Status
  let externalFiles: Query

  /// Identifiers of the types of this machine's numbers, and of the classes of properties.
  let types: [ForeignTensor.Element: Identifier]
  let fileAccess: Identifier
  let datasetCreation: Identifier

  /// Names that the library goes by: Debian's and the usual ones, of the versions that there are.
  private static let names =
    ["_serial.so.103", ".so.103", "_serial.so.310", ".so.310", ".so.320", ".so.200", "_serial.so", ".so"]
    .map { "libhdf5\($0)" }

  /// The library, once it was needed.
  private static let loaded = Mutex<HDF5Library?>(nil)

  /// Runs work with the library, which no other thread uses meanwhile.
  ///
  /// - Parameters:
  ///   - path: of the file that it is for.
  ///   - names: under which the library is looked for.
  /// - Throws: `FormatError.unsupported` without the library, and what the work throws.
  static func use<Value: Sendable>(
    for path: String, names: [String]? = nil,
    _ body: (HDF5Library) throws(FormatError) -> Value
  ) throws(FormatError) -> Value {
    try loaded.withLock { library throws(FormatError) in
      let found = names == nil ? library : nil
      guard let ready = found ?? HDF5Library(named: names ?? Self.names) else {
        throw .unsupported(path: path, reason: "reading HDF5 needs libhdf5: apt-get install libhdf5-103-1")
      }
      if names == nil { library = ready }
      // Each thread prints errors by itself until it is told not to.
      _ = ready.silence(0, nil, nil)
      return try body(ready)
    }
  }

  /// Loads the first of the named libraries that has all functions; nil if none has.
  private init?(named names: [String]) {
    for name in names {
      guard let handle = dlopen(name, RTLD_LAZY | RTLD_LOCAL) else { continue }
      do throws(Unsuitable) {
        try self.init(LoadedSymbols(handle: handle))
        return
      } catch {
        dlclose(handle)
      }
    }
    return nil
  }

  /// Why a library cannot be used: it lacks a function, or is too old.
  private struct Unsuitable: Error {}

  /// What a library holds, by name.
  private struct LoadedSymbols {
    let handle: UnsafeMutableRawPointer

    func function<Function>(_ names: String...) throws(Unsuitable) -> Function {
      for name in names {
        if let symbol = dlsym(handle, name) { return unsafeBitCast(symbol, to: Function.self) }
      }
      throw Unsuitable()
    }

    /// The value of a variable, which is an identifier that the library made when it started.
    func identifier(_ name: String) throws(Unsuitable) -> Identifier {
      guard let symbol = dlsym(handle, name) else { throw Unsuitable() }
      return symbol.load(as: Identifier.self)
    }
  }

  private init(_ symbols: LoadedSymbols) throws(Unsuitable) {
    try Self.start(symbols)
    silence = try symbols.function("H5Eset_auto2")
    openFile = try symbols.function("H5Fopen")
    createFile = try symbols.function("H5Fcreate")
    flush = try symbols.function("H5Fflush")
    image = try symbols.function("H5Fget_file_image")
    close = try symbols.function("H5Idec_ref")
    kind = try symbols.function("H5Iget_type")
    openObject = try symbols.function("H5Oopen")
    groupInformation = try symbols.function("H5Gget_info")
    linkName = try symbols.function("H5Lget_name_by_idx")
    linkInformation = try symbols.function("H5Lget_info2", "H5Lget_info1", "H5Lget_info")
    createGroup = try symbols.function("H5Gcreate2")
    space = try symbols.function("H5Dget_space")
    type = try symbols.function("H5Dget_type")
    creation = try symbols.function("H5Dget_create_plist")
    storedSize = try symbols.function("H5Dget_storage_size")
    read = try symbols.function("H5Dread")
    write = try symbols.function("H5Dwrite")
    createDataset = try symbols.function("H5Dcreate2")
    spaceKind = try symbols.function("H5Sget_simple_extent_type")
    rank = try symbols.function("H5Sget_simple_extent_ndims")
    extents = try symbols.function("H5Sget_simple_extent_dims")
    createScalar = try symbols.function("H5Screate")
    createSimple = try symbols.function("H5Screate_simple")
    typeClass = try symbols.function("H5Tget_class")
    typeSize = try symbols.function("H5Tget_size")
    typeSign = try symbols.function("H5Tget_sign")
    createProperties = try symbols.function("H5Pcreate")
    keepInMemory = try symbols.function("H5Pset_fapl_core")
    keepTimes = try symbols.function("H5Pset_obj_track_times")
    layout = try symbols.function("H5Pget_layout")
    chunk = try symbols.function("H5Pget_chunk")
    externalFiles = try symbols.function("H5Pget_external_count")
    var types: [ForeignTensor.Element: Identifier] = [:]
    for (element, name) in Self.typeNames { types[element] = try symbols.identifier("H5T_NATIVE_\(name)_g") }
    self.types = types
    fileAccess = try symbols.identifier("H5P_CLS_FILE_ACCESS_ID_g")
    datasetCreation = try symbols.identifier("H5P_CLS_DATASET_CREATE_ID_g")
  }

  /// Starts the library, which then prints nothing by itself.
  private static func start(_ symbols: LoadedSymbols) throws(Unsuitable) {
    typealias Number = UnsafeMutablePointer<UInt32>
    let version: @convention(c) (Number, Number, Number) -> Status = try symbols.function("H5get_libversion")
    let start: @convention(c) () -> Status = try symbols.function("H5open")
    let leaveAtExit: @convention(c) () -> Status = try symbols.function("H5dont_atexit")
    let allowPlugIns: @convention(c) (UInt32) -> Status = try symbols.function("H5PLset_loading_state")
    var (major, minor, release): (UInt32, UInt32, UInt32) = (0, 0, 0)
    // After a damaged file the library would complain when the program ends. This comes first.
    _ = leaveAtExit()
    // A file cannot name code of others that is to undo its compression.
    guard version(&major, &minor, &release) >= 0, (major, minor) >= (1, 10), start() >= 0,
      allowPlugIns(0) >= 0
    else { throw Unsuitable() }
  }

  private static let typeNames: [(ForeignTensor.Element, String)] = [
    (.float32, "FLOAT"), (.float64, "DOUBLE"), (.int8, "INT8"), (.int16, "INT16"), (.int32, "INT32"),
    (.int64, "INT64"), (.uint8, "UINT8"), (.uint16, "UINT16"), (.uint32, "UINT32"), (.uint64, "UINT64"),
  ]
}
