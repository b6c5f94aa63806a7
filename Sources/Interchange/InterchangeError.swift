import Formats
import Networks
import Storage

/// Why a model of another program cannot be used.
package enum InterchangeError: Error, Hashable, Sendable {
  /// The file itself.
  case format(FormatError)
  case storage(StorageError)
  /// A node of the network cannot be translated; the reason is one clause without a full stop.
  case node(path: String, node: String, operation: String, reason: String)
  /// An extent of an input is open beside the samples, and nothing says what it is; the names of all inputs.
  case openExtent(path: String, input: String, extent: String, inputs: [String])
  /// The network as a whole cannot be translated.
  case network(path: String, reason: String)
  /// The translated graph is not a network of ours.
  case graph(path: String, GraphError)
}

/// Why one node cannot be translated; whoever walks the graph adds its name.
struct Refusal: Error {
  let reason: String
  /// The error of the node that makes what this one needs.
  let cause: InterchangeError?

  init(_ reason: String) {
    self.reason = reason
    cause = nil
  }

  init(because cause: InterchangeError) {
    reason = ""
    self.cause = cause
  }
}
