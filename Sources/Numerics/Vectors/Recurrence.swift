import CVectorLoops

/// A recurrent layer from the second product on: the states of a sequence from what its inputs add to the gates.
///
/// Products have the bits of the processor's widest instructions, as those of the kernels have.
package struct Recurrence: Sendable {
  /// How a state follows from the one before, gates in the order of their weights.
  package enum Cell: Hashable, Sendable {
    case tanh
    case rectifier
    /// i, f, g, o.
    case lstm
    /// r, z, n, where r acts on the product of the state.
    case gru
    /// r, z, n, where r acts on the state.
    case gruWithResetFirst

    fileprivate var code: rc_cell {
      switch self {
      case .tanh: rc_tanh
      case .rectifier: rc_rectifier
      case .lstm: rc_lstm
      case .gru: rc_gru
      case .gruWithResetFirst: rc_gru_reset_first
      }
    }

    /// Rows of weights for a unit.
    package var gates: Int { rc_gates(code) }
  }

  private let shape: rc_shape

  /// - Parameter reverse: whether the last step comes first.
  package init(batch: Int, steps: Int, units: Int, cell: Cell, reverse: Bool) {
    precondition(min(batch, steps, units) > 0, "\(batch) sequences of \(steps) steps of \(units) units")
    shape = rc_shape(batch: batch, steps: steps, units: units, cell: cell.code, reverse: reverse)
  }

  /// Floats that packed weights take.
  package var packedCount: Int { rc_packed_count(shape) }

  /// Floats that a run uses beside its arguments.
  package var scratchCount: Int { rc_scratch_count(shape) }

  /// Puts weights `[gates·units, units]` and biases `[gates·units]` in the order of a run.
  package func pack(
    _ weights: UnsafePointer<Float>, _ bias: UnsafePointer<Float>?, into packed: UnsafeMutablePointer<Float>
  ) {
    rc_pack(shape, packed, weights, bias)
  }

  /// States `[batch, steps, units]` from `[batch, steps, gates·units]`; the state before the first step is 0.
  package func run(
    _ inputs: UnsafePointer<Float>, _ packed: UnsafePointer<Float>, scratch: UnsafeMutablePointer<Float>,
    into states: UnsafeMutablePointer<Float>
  ) {
    rc_run(shape, states, inputs, packed, scratch)
  }
}
