/// In files an operation is one flat object: its `kind` beside the fields of that kind.
extension Operation: Codable {
  private enum Kind: String, Codable {
    case input
    case convolution
    case dense
    case batchNormalization = "batch-normalization"
    case groupNormalization = "group-normalization"
    case activation
    case add
    case pooling
    case globalAveragePooling = "global-average-pooling"
    case flatten
    case subsampling
    case dropout
  }

  private enum CodingKeys: CodingKey {
    case kind
    case function
  }

  /// Reads the kind, then its fields.
  ///
  /// - Throws: `DecodingError` for a kind that this version does not know, or missing fields.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(Kind.self, forKey: .kind) {
    case .input: self = try .input(SampleShape(from: decoder))
    case .convolution: self = try .convolution(Convolution(from: decoder))
    case .dense: self = try .dense(Dense(from: decoder))
    case .batchNormalization: self = try .batchNormalization(BatchNormalization(from: decoder))
    case .groupNormalization: self = try .groupNormalization(GroupNormalization(from: decoder))
    case .activation: self = try .activation(container.decode(Activation.self, forKey: .function))
    case .add: self = .add
    case .pooling: self = try .pooling(Pooling(from: decoder))
    case .globalAveragePooling: self = .globalAveragePooling
    case .flatten: self = .flatten
    case .subsampling: self = try .subsampling(Subsampling(from: decoder))
    case .dropout: self = try .dropout(Dropout(from: decoder))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind, forKey: .kind)
    switch self {
    case .input(let shape): try shape.encode(to: encoder)
    case .convolution(let convolution): try convolution.encode(to: encoder)
    case .dense(let dense): try dense.encode(to: encoder)
    case .batchNormalization(let normalization): try normalization.encode(to: encoder)
    case .groupNormalization(let normalization): try normalization.encode(to: encoder)
    case .activation(let function): try container.encode(function, forKey: .function)
    case .pooling(let pooling): try pooling.encode(to: encoder)
    case .subsampling(let subsampling): try subsampling.encode(to: encoder)
    case .dropout(let dropout): try dropout.encode(to: encoder)
    case .add, .globalAveragePooling, .flatten: break
    }
  }

  private var kind: Kind {
    switch self {
    case .input: .input
    case .convolution: .convolution
    case .dense: .dense
    case .batchNormalization: .batchNormalization
    case .groupNormalization: .groupNormalization
    case .activation: .activation
    case .add: .add
    case .pooling: .pooling
    case .globalAveragePooling: .globalAveragePooling
    case .flatten: .flatten
    case .subsampling: .subsampling
    case .dropout: .dropout
    }
  }

  /// The operation's name in files and listings, such as `batch-normalization`.
  package var name: String { kind.rawValue }
}
