import Networks

/// How a random direction is scaled to the parameters that it perturbs.
///
/// Li et al. 2018, arXiv:1712.09913, §4.
package enum DirectionNormalization: String, CaseIterable, Codable, Hashable, Sendable {
  /// Each filter of the direction gets the norm of the network's filter: the paper's method.
  case filter
  /// Each block of parameters gets the norm of the network's block.
  case layer
  /// Each number is multiplied by the size of the parameter it perturbs.
  case weight
  /// As drawn, from N(0, 1).
  case none
}

/// What a filter is.
package enum FilterRule: String, CaseIterable, Codable, Hashable, Sendable {
  /// What feeds one output unit, whatever the order in which a file stores it.
  case consumer
  /// A position of the first axis of any tensor of two axes or more as its file has it, and nothing of tensors of one axis: the
  /// rule of the published script, for comparison with its pictures.
  case leading
}

/// Parameters that may be perturbed besides weights.
package enum IncludedRole: String, CaseIterable, Codable, Hashable, Sendable {
  case bias
  /// Scale and shift of normalization layers.
  case norm
  /// Slopes of PReLU.
  case slope
  /// Learned tensors that are added to values: positions, class tokens.
  case offset

  /// True when parameters of that role are meant.
  func contains(_ role: ParameterRole) -> Bool {
    switch (self, role) {
    case (.bias, .bias), (.norm, .normalizationScale), (.norm, .normalizationShift),
      (.slope, .activationSlope), (.offset, .offset):
      true
    default: false
    }
  }
}
