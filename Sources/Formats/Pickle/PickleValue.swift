/// A value in a pickle, as written: nothing is looked up, imported or called.
package enum PickleValue: Hashable, Sendable {
  case none
  case bool(Bool)
  case integer(Int)
  /// An integer that needs more than 64 bits: decimal, or hexadecimal with `0x`.
  case bigInteger(String)
  case number(Double)
  case text(String)
  case bytes([UInt8])
  /// A class or function by its place in `PickleTree.globals`.
  case global(Int)
  /// A container or object by its place in `PickleTree.nodes`; the same place is the same object.
  case node(Int)
}

/// A key of a dictionary and what it stands for.
package struct PicklePair: Hashable, Sendable {
  package let key: PickleValue
  package let value: PickleValue
}

/// What would be called to make an object, and what the object would then be given.
package struct PickleCall: Hashable, Sendable {
  /// A class or function; in files of 2018 and before also a persistent identifier that stands for a class.
  package let function: PickleValue
  /// A tuple of positional arguments.
  package let arguments: PickleValue
  /// A dictionary of arguments with names, where there are some.
  package let keywords: PickleValue?
  /// Items that the object is given as a dictionary, as an `OrderedDict` is.
  package internal(set) var items: [PicklePair] = []
  /// Elements that the object is given as a list or set.
  package internal(set) var elements: [PickleValue] = []
  /// What the object is restored from (`BUILD`), often a dictionary of its attributes; at most one in sound files.
  package internal(set) var states: [PickleValue] = []

  init(function: PickleValue, arguments: PickleValue, keywords: PickleValue? = nil) {
    self.function = function
    self.arguments = arguments
    self.keywords = keywords
  }
}

/// A container or object in a pickle.
package enum PickleNode: Hashable, Sendable {
  case list([PickleValue])
  case tuple([PickleValue])
  case set([PickleValue])
  /// In the order of the file; a key may occur twice in a bad one.
  case dictionary([PicklePair])
  indirect case call(PickleCall)
  /// Stands for something outside the pickle: in PyTorch's files a storage.
  indirect case persistent(PickleValue)
}
