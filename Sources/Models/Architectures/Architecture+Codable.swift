import Networks

/// Options that were added later are left out of files where they have their usual values, so that descriptions of
/// networks that need none of them are the same bytes as ever, and older files can be read.
extension Architecture: Codable {
  private enum CodingKeys: CodingKey {
    case family
    case widths
    case widthFactor
    case shortcut
    case normalized
    case activation
    case normalization
    case placement
    case normalizationMomentum
    case normalizationEpsilon
    case dropout
    case dropConnect
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    family = try container.decode(Family.self, forKey: .family)
    widths = try container.decode([Int].self, forKey: .widths)
    widthFactor = try container.decode(Double.self, forKey: .widthFactor)
    shortcut = try container.decode(Shortcut.self, forKey: .shortcut)
    normalized = try container.decode(Bool.self, forKey: .normalized)
    activation = try container.decode(Activation.self, forKey: .activation)
    normalization =
      try container.decodeIfPresent(Normalization.self, forKey: .normalization)
      ?? Self.normalization(of: family, normalized: normalized)
    placement =
      try container.decodeIfPresent(Normalization.Placement.self, forKey: .placement) ?? .beforeActivation
    normalizationMomentum =
      try container.decodeIfPresent(Double.self, forKey: .normalizationMomentum) ?? Self.usualMomentum
    normalizationEpsilon =
      try container.decodeIfPresent(Double.self, forKey: .normalizationEpsilon) ?? Self.usualEpsilon
    dropout = try container.decodeIfPresent(Dropout.self, forKey: .dropout)
    dropConnect = try container.decodeIfPresent(Dropout.self, forKey: .dropConnect)
    try validate()
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(family, forKey: .family)
    try container.encode(widths, forKey: .widths)
    try container.encode(widthFactor, forKey: .widthFactor)
    try container.encode(shortcut, forKey: .shortcut)
    try container.encode(normalized, forKey: .normalized)
    try container.encode(activation, forKey: .activation)
    if normalization != Self.normalization(of: family, normalized: normalized) {
      try container.encode(normalization, forKey: .normalization)
    }
    if placement != .beforeActivation { try container.encode(placement, forKey: .placement) }
    if normalizationMomentum != Self.usualMomentum {
      try container.encode(normalizationMomentum, forKey: .normalizationMomentum)
    }
    if normalizationEpsilon != Self.usualEpsilon {
      try container.encode(normalizationEpsilon, forKey: .normalizationEpsilon)
    }
    try container.encodeIfPresent(dropout, forKey: .dropout)
    try container.encodeIfPresent(dropConnect, forKey: .dropConnect)
  }
}
