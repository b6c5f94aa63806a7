/// An identifier of libhdf5 that is given back when it goes.
struct HDF5Handle: ~Copyable {
  let identifier: HDF5Library.Identifier
  private let library: HDF5Library

  /// Nil where the library failed to give one.
  init?(_ identifier: HDF5Library.Identifier, _ library: HDF5Library) {
    guard identifier >= 0 else { return nil }
    self.identifier = identifier
    self.library = library
  }

  deinit { _ = library.close(identifier) }
}
