import Networks

extension TestNetwork {
  /// Graphs whose every operation is smooth, so that second derivatives exist everywhere.
  static let smooth: [TestNetwork] = [
    make("dense layers with and without bias", SampleShape(channels: 3), batch: 5) { b in
      var x = b.add("fc1", .dense(Dense(units: 7)), 0)
      x = b.add("tanh", .activation(.tanh), x)
      x = b.add("fc2", .dense(Dense(units: 6, bias: false)), x)
      x = b.add("sigmoid", .activation(.sigmoid), x)
      return b.add("fc3", .dense(Dense(units: 4)), x)
    },
    make("strided convolutions of odd widths", SampleShape(channels: 3, height: 7, width: 6), batch: 3) { b in
      var x = b.add("conv1", .convolution(Convolution(filters: 10, kernel: 3, padding: 1, bias: true)), 0)
      x = b.add("tanh1", .activation(.tanh), x)
      x = b.add("conv2", .convolution(Convolution(filters: 20, kernel: 3, stride: 2)), x)
      x = b.add("sigmoid1", .activation(.sigmoid), x)
      x = b.add("flatten", .flatten, x)
      return b.add("fc", .dense(Dense(units: 3)), x)
    },
    make("normalized residual block", SampleShape(channels: 1, height: 6, width: 6), batch: 3) { b in
      var x = b.add("conv1", .convolution(Convolution(filters: 8, kernel: 3, padding: 1)), 0)
      x = b.add("bn1", .batchNormalization(BatchNormalization()), x)
      x = b.add("tanh1", .activation(.tanh), x)
      let skip = b.add("skip", .subsampling(Subsampling(stride: 2, channels: 16)), x)
      var y = b.add("conv2", .convolution(Convolution(filters: 16, kernel: 3, stride: 2, padding: 1)), x)
      y = b.add("bn2", .batchNormalization(BatchNormalization(epsilon: 1e-3)), y)
      y = b.add("sum", .add, y, skip)
      y = b.add("tanh2", .activation(.tanh), y)
      y = b.add("pool", .globalAveragePooling, y)
      return b.add("fc", .dense(Dense(units: 5)), y)
    },
    make("one value with three readers", SampleShape(channels: 2, height: 4, width: 5), batch: 2) { b in
      let x = b.add("conv1", .convolution(Convolution(filters: 5, kernel: 3, padding: 1, bias: true)), 0)
      let a = b.add("tanh", .activation(.tanh), x)
      let c = b.add("conv2", .convolution(Convolution(filters: 5, kernel: 1)), x)
      var y = b.add("sum1", .add, x, a)
      y = b.add("sum2", .add, y, c)
      y = b.add("pool", .pooling(Pooling(kind: .average, kernel: 3, stride: 2, padding: 1)), y)
      y = b.add("bn", .batchNormalization(BatchNormalization()), y)
      y = b.add("skip", .subsampling(Subsampling(stride: 1, channels: 7)), y)
      y = b.add("flatten", .flatten, y)
      return b.add("fc", .dense(Dense(units: 3)), y)
    },
    make("normalization of vectors and of the input", SampleShape(channels: 4), batch: 6) { b in
      var x = b.add("bn1", .batchNormalization(BatchNormalization()), 0)
      x = b.add("fc1", .dense(Dense(units: 9)), x)
      x = b.add("bn2", .batchNormalization(BatchNormalization()), x)
      x = b.add("sigmoid", .activation(.sigmoid), x)
      return b.add("fc2", .dense(Dense(units: 3)), x)
    },
  ]

  /// Every loss, those of numbers with one output and with several; the kink of the absolute error is not met.
  static let losses: [TestNetwork] =
    [(LossFunction.smoothedCrossEntropy(0.1), 4)].map(lossNetwork)
    + [.binaryCrossEntropy, .meanSquaredError, .meanAbsoluteError].flatMap { loss in
      [1, 3].map { lossNetwork(loss, $0) }
    }

  private static func lossNetwork(_ loss: LossFunction, _ outputs: Int) -> TestNetwork {
    make("\(loss.rawValue) of \(outputs)", SampleShape(channels: 3), batch: 5, loss) { b in
      var x = b.add("fc1", .dense(Dense(units: 7)), 0)
      x = b.add("tanh", .activation(.tanh), x)
      return b.add("fc2", .dense(Dense(units: outputs)), x)
    }
  }

  /// Normalization of each sample over one group, over several and over single channels, of images with and without
  /// groups of channels in the kernels' order, of the input, and of vectors.
  static let normalizations: [TestNetwork] = [1, 3, 12].map { groups in
    make("\(groups) groups of channels", SampleShape(channels: 3, height: 5, width: 7), batch: 2) { b in
      let few = groups == 12 ? 3 : 1
      var x = b.add("gn0", .groupNormalization(GroupNormalization(groups: few)), 0)
      x = b.add("conv1", .convolution(Convolution(filters: 12, kernel: 3, padding: 1)), x)
      x = b.add("gn1", .groupNormalization(GroupNormalization(groups: groups, epsilon: 1e-3)), x)
      x = b.add("tanh1", .activation(.tanh), x)
      let y = b.add("conv2", .convolution(Convolution(filters: 12, kernel: 3, padding: 1)), x)
      x = b.add("sum", .add, x, y)
      x = b.add("gn2", .groupNormalization(GroupNormalization(groups: groups)), x)
      x = b.add("conv3", .convolution(Convolution(filters: 3, kernel: 3, stride: 2)), x)
      x = b.add("gn3", .groupNormalization(GroupNormalization(groups: few)), x)
      x = b.add("flatten", .flatten, x)
      x = b.add("fc1", .dense(Dense(units: 9, bias: false)), x)
      x = b.add("gn4", .groupNormalization(GroupNormalization(groups: groups == 1 ? 1 : 3)), x)
      x = b.add("sigmoid", .activation(.sigmoid), x)
      return b.add("fc2", .dense(Dense(units: 4)), x)
    }
  }

  /// Dropped units of images and vectors, and dropped weights, in both forms.
  static let dropouts: [TestNetwork] = Dropout.Form.allCases.map { form in
    make("\(form.rawValue) dropout", SampleShape(channels: 3, height: 4, width: 5), batch: 3) { b in
      var x = b.add("drop0", .dropout(Dropout(rate: 0.2, form: form)), 0)
      x = b.add("conv1", .convolution(Convolution(filters: 12, kernel: 3, padding: 1)), x)
      x = b.add("bn1", .batchNormalization(BatchNormalization()), x)
      x = b.add("tanh1", .activation(.tanh), x)
      let y = b.add("drop1", .dropout(Dropout(rate: 0.25, form: form)), x)
      x = b.add("sum", .add, x, y)
      x = b.add("flatten", .flatten, x)
      x = b.add("fc1", .dense(Dense(units: 10, dropConnect: Dropout(rate: 0.3, form: form))), x)
      x = b.add("tanh2", .activation(.tanh), x)
      x = b.add("drop2", .dropout(Dropout(rate: 0.5, form: form)), x)
      x = b.add(
        "fc2", .dense(Dense(units: 7, bias: false, dropConnect: Dropout(rate: 0.5, form: form))), x)
      x = b.add("bn2", .batchNormalization(BatchNormalization()), x)
      return b.add("fc3", .dense(Dense(units: 4)), x)
    }
  }

  /// Every activation after a dense layer, after convolutions of several widths with and without groups of channels,
  /// and after a residual sum.
  static let activations: [TestNetwork] =
    (Activation.allCases + [.leakyReLU(slope: 0.3), .elu(scale: 0.7)]).map { f in
      make("\(f.rawValue) everywhere", SampleShape(channels: 3, height: 5, width: 7), batch: 2) { b in
        var x = b.add("conv1", .convolution(Convolution(filters: 12, kernel: 3, padding: 1, bias: true)), 0)
        x = b.add("f1", .activation(f), x)
        var y = b.add("conv2", .convolution(Convolution(filters: 12, kernel: 3, padding: 1)), x)
        y = b.add("bn2", .batchNormalization(BatchNormalization()), y)
        y = b.add("sum", .add, y, x)
        y = b.add("f2", .activation(f), y)
        y = b.add("conv3", .convolution(Convolution(filters: 3, kernel: 3, stride: 2)), y)
        y = b.add("f3", .activation(f), y)
        y = b.add("flatten", .flatten, y)
        y = b.add("fc1", .dense(Dense(units: 11)), y)
        y = b.add("f4", .activation(f), y)
        return b.add("fc2", .dense(Dense(units: 4)), y)
      }
    }

  /// Graphs with kinks; random values keep away from them.
  static let kinked: [TestNetwork] = [
    make("rectifiers and maxima", SampleShape(channels: 3, height: 8, width: 8), batch: 2) { b in
      var x = b.add("conv1", .convolution(Convolution(filters: 8, kernel: 3, padding: 1)), 0)
      x = b.add("bn1", .batchNormalization(BatchNormalization()), x)
      x = b.add("relu1", .activation(.relu), x)
      x = b.add("pool1", .pooling(Pooling(kind: .maximum, kernel: 2, stride: 2)), x)
      let y = b.add("conv2", .convolution(Convolution(filters: 8, kernel: 3, padding: 1)), x)
      x = b.add("sum", .add, x, y)
      x = b.add("relu2", .activation(.relu), x)
      x = b.add("pool2", .pooling(Pooling(kind: .maximum, kernel: 3, stride: 2, padding: 1)), x)
      x = b.add("flatten", .flatten, x)
      x = b.add("fc1", .dense(Dense(units: 6)), x)
      x = b.add("relu3", .activation(.relu), x)
      return b.add("fc2", .dense(Dense(units: 4)), x)
    }
  ]

  static let all =
    smooth + losses + normalizations + dropouts + activations + kinked + architectures + tensors

  static func make(
    _ name: String, _ input: SampleShape, batch: Int, _ loss: LossFunction = .crossEntropy,
    _ build: (inout GraphBuilder) -> Int
  ) -> TestNetwork {
    var builder = GraphBuilder(input: input)
    _ = build(&builder)
    do { return TestNetwork(name, try builder.graph(), batch: batch, loss: loss) } catch {
      preconditionFailure("\(name): \(error)")
    }
  }
}
