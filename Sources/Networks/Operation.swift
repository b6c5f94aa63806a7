/// What a node of a graph computes from its inputs.
///
/// The set is closed: a checkpoint carries its graph, and every operation listed here has its forward,
/// backward and tangent rules in a file of its own under `Rules/`.
package enum Operation: Hashable, Sendable {
  /// The samples themselves; always node 0, and only there.
  case input(SampleShape)
  case convolution(Convolution)
  case dense(Dense)
  case batchNormalization(BatchNormalization)
  case groupNormalization(GroupNormalization)
  case activation(Activation)
  /// The elementwise sum of two inputs of one shape: the residual connection.
  case add
  case pooling(Pooling)
  /// The mean over height and width: `C×H×W → C`.
  case globalAveragePooling
  /// Reads `C×H×W` as a vector of `C·H·W` numbers.
  case flatten
  case subsampling(Subsampling)
  case dropout(Dropout)
}

/// A two-dimensional cross-correlation with `filters` output channels, as in every deep-learning library.
///
/// Weights are `[filters, input channels, kernel, kernel]`; output side `⌊(side + 2·padding − kernel)/stride⌋ + 1`.
package struct Convolution: Codable, Hashable, Sendable {
  package let filters: Int
  package let kernel: Int
  package let stride: Int
  package let padding: Int
  package let bias: Bool

  package init(filters: Int, kernel: Int, stride: Int = 1, padding: Int = 0, bias: Bool = false) {
    self.filters = filters
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.bias = bias
  }
}

/// A fully connected layer `y = W x + b`; weights are `[units, input features]`.
package struct Dense: Codable, Hashable, Sendable {
  package let units: Int
  package let bias: Bool
  /// How weights are dropped in training; none are when nil.
  ///
  /// DropConnect (Wan et al. 2013, <https://proceedings.mlr.press/v28/wan13.html>), with one mask for all samples of a
  /// pass where the paper draws one for each, without a mask for biases, and with the mean of the weights in inference.
  package let dropConnect: Dropout?

  package init(units: Int, bias: Bool = true, dropConnect: Dropout? = nil) {
    self.units = units
    self.bias = bias
    self.dropConnect = dropConnect
  }
}

/// Batch normalization per channel (Ioffe & Szegedy 2015): `γ (x − μ)/√(σ² + ε) + β`.
///
/// `momentum` is the weight of the *new* batch in the exponential moving average of mean and (unbiased)
/// variance, PyTorch's convention.
package struct BatchNormalization: Codable, Hashable, Sendable {
  package let epsilon: Float
  package let momentum: Float

  package init(epsilon: Float = 1e-5, momentum: Float = 0.1) {
    self.epsilon = epsilon
    self.momentum = momentum
  }

  /// False for constants that make every value something other than a number.
  var isReasonable: Bool { epsilon >= 0 && epsilon.isFinite && (0...1).contains(momentum) }
}

/// Normalization of each sample by itself, over groups of channels: `γ (x − μ)/√(σ² + ε) + β` with mean and (biased)
/// variance of the group's channels and all their pixels, scale and shift per channel.
///
/// Wu & He 2018, arXiv:1803.08494. One group is layer normalization (Ba et al. 2016, arXiv:1607.06450), as many groups
/// as channels instance normalization (Ulyanov et al. 2016, arXiv:1607.08022). The same in training and inference.
package struct GroupNormalization: Codable, Hashable, Sendable {
  /// A divisor of the number of channels.
  package let groups: Int
  package let epsilon: Float

  package init(groups: Int, epsilon: Float = 1e-5) {
    self.groups = groups
    self.epsilon = epsilon
  }

  /// Whether samples of that shape have such groups, of at least two numbers each: one alone would always become 0.
  func suits(_ shape: SampleShape) -> Bool {
    groups > 0 && epsilon > 0 && epsilon.isFinite && shape.channels % groups == 0 && shape.count / groups > 1
  }
}

/// Pooling over square windows.
package struct Pooling: Codable, Hashable, Sendable {
  package enum Kind: String, Codable, Sendable {
    case maximum
    /// The mean over the pixels of the window that lie inside the image.
    case average
  }
  package let kind: Kind
  package let kernel: Int
  package let stride: Int
  package let padding: Int

  /// In files `kind` says that this is a pooling.
  private enum CodingKeys: String, CodingKey {
    case kind = "statistic"
    case kernel
    case stride
    case padding
  }

  package init(kind: Kind, kernel: Int, stride: Int, padding: Int = 0) {
    self.kind = kind
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }
}

/// The parameter-free shortcut between shapes: every `stride`-th pixel, extra channels zero.
///
/// Option A of He et al. 2015.
package struct Subsampling: Codable, Hashable, Sendable {
  package let stride: Int
  package let channels: Int

  package init(stride: Int, channels: Int) {
    self.stride = stride
    self.channels = channels
  }
}
