import Formats
import Networks

/// What a value of the foreign graph is, as far as the translation has come.
indirect enum Traced: Sendable {
  /// Numbers that depend on neither data nor parameters.
  case constant(ConstantTensor)
  /// A stored tensor that no node reads yet: its reader decides what it is.
  case parameter(ParameterView)
  /// The value of a node that is recorded.
  case node(Int)
  /// A node's value `[T, n, …]` whose steps and samples are one axis for the program, `[T·n, …]`.
  case rows(Int)
  /// Several values, as some operations return them.
  case list([Traced])
  /// An optional argument that is not given.
  case absent
}
