import Foundation
import Models
import Networks
import Testing

@Suite struct ArchitectureOptionTests {
  private let image = SampleShape(channels: 3, height: 32, width: 32)

  private func isNormalization(_ operation: Networks.Operation) -> Bool {
    switch operation.name {
    case BatchNormalization.kind, GroupNormalization.kind: true
    default: false
    }
  }

  @Test(
    arguments: ["mlp", "plain-8", "resnet-14", "vgg9"], Normalization.allCases)
  func `a layer has a bias unless normalization is what reads it`(
    name: String, normalization: Normalization
  ) throws {
    // Instances of a vector are single numbers.
    if name == "mlp", normalization == .instance { return }
    for placement in Normalization.Placement.allCases {
      for shortcut in Architecture.Shortcut.allCases {
        let graph = try Architecture(
          name: name, widths: [16, 16], shortcut: shortcut, normalization: normalization,
          placement: placement
        ).graph(input: image, classes: 10)
        for (index, node) in graph.nodes.enumerated() {
          let isRemoved = graph.consumers[index].contains { isNormalization(graph.nodes[$0].operation) }
          switch node.operation.base {
          case let convolution as Convolution: #expect(convolution.bias == !isRemoved, "\(node.name)")
          case let dense as Dense: #expect(dense.bias == !isRemoved, "\(node.name)")
          default: break
          }
        }
        let count = graph.nodes.count { isNormalization($0.operation) }
        #expect((count == 0) == (normalization == .none))
      }
    }
  }

  @Test func `normalization stands before the activation, or after it when asked`() throws {
    for (placement, expected) in [
      (
        Normalization.Placement.beforeActivation,
        ["flatten", "fc1", "ln1", "relu1", "fc2", "ln2", "relu2", "fc3"]
      ), (.afterActivation, ["flatten", "fc1", "relu1", "ln1", "fc2", "relu2", "ln2", "fc3"]),
    ] {
      let graph = try Architecture(name: "mlp", widths: [4, 4], normalization: .layer, placement: placement)
        .graph(input: image, classes: 2)
      #expect(graph.nodes.dropFirst().map(\.name) == expected)
    }
  }

  @Test func `dropout stands after hidden dense layers, or before the only one`() throws {
    let dropout = Dropout(rate: 0.5)
    for (name, nodes, dropped) in [
      ("mlp", ["dropout1", "dropout2"], ["fc1", "fc2"]), ("vgg9", ["dropout1", "dropout2"], ["fc1", "fc2"]),
      ("resnet-8", ["dropout"], ["fc"]), ("plain-8", ["dropout"], ["fc"]),
    ] {
      let graph = try Architecture(name: name, widths: [4, 4], dropout: dropout, dropConnect: dropout)
        .graph(input: image, classes: 2)
      #expect(graph.nodes.filter { $0.operation == .dropout(dropout) }.map(\.name) == nodes)
      let layers = graph.nodes.filter {
        $0.operation.as(Dense.self)?.dropConnect != nil
      }
      #expect(layers.map(\.name) == dropped)
    }
  }

  @Test func `a description without the new options is the file of older versions`() throws {
    let text = """
      {"activation":"relu","family":{"resnet":{"depth":20}},"normalized":true,"shortcut":"zero-padding",\
      "widthFactor":1,"widths":[128,128]}
      """
    let architecture = try Architecture(name: "resnet-20")
    #expect(try JSONDecoder().decode(Architecture.self, from: Data(text.utf8)) == architecture)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(String(decoding: try encoder.encode(architecture), as: UTF8.self) == text)
    #expect(architecture.normalization == .batch)
    #expect(try Architecture(name: "mlp").normalization == .none)
  }

  @Test func `descriptions survive their file form`() throws {
    for architecture in [
      try Architecture(name: "mlp"), try Architecture(name: "mlp", normalized: false),
      try Architecture(name: "mlp", normalization: .layer, placement: .afterActivation),
      try Architecture(name: "vgg9", normalizationMomentum: 0.2, normalizationEpsilon: 1e-4),
      try Architecture(name: "vgg9", normalization: Normalization.none, dropout: Dropout(rate: 0.3)),
      try Architecture(
        name: "resnet-20", activation: .leakyReLU(slope: 0.2), normalization: .group(4),
        dropConnect: Dropout(rate: 0.5, form: .classic)),
    ] {
      let data = try JSONEncoder().encode(architecture)
      #expect(try JSONDecoder().decode(Architecture.self, from: data) == architecture)
    }
  }

  @Test func `the older option is one of the kinds`() throws {
    #expect(
      try Architecture(name: "vgg9", normalized: false)
        == Architecture(name: "vgg9", normalization: Normalization.none))
    #expect(try Architecture(name: "vgg9") == Architecture(name: "vgg9", normalization: .batch))
    #expect(try Architecture(name: "mlp") == Architecture(name: "mlp", normalization: Normalization.none))
    #expect(
      try Architecture(name: "vgg9", normalized: false, normalization: .layer)
        == Architecture(name: "vgg9", normalization: .layer))
  }

  @Test(arguments: [-0.1, 1, 1.5, .nan, .infinity])
  func `rates of dropout out of range are refused`(rate: Double) {
    for form in Dropout.Form.allCases {
      let dropout = Dropout(rate: rate, form: form)
      #expect(throws: ArchitectureError.self) { try Architecture(name: "mlp", dropout: dropout) }
      #expect(throws: ArchitectureError.self) { try Architecture(name: "mlp", dropConnect: dropout) }
    }
  }

  @Test func `momentum and epsilon reach every normalization`() throws {
    for normalization in [Normalization.batch, .layer] {
      let graph = try Architecture(
        name: "resnet-8", shortcut: .projection, normalization: normalization, normalizationMomentum: 0.25,
        normalizationEpsilon: 1e-3
      ).graph(input: image, classes: 2)
      let found = graph.nodes.map(\.operation).filter(isNormalization)
      #expect(found.count == 9)
      for operation in found {
        switch operation.base {
        case let batch as BatchNormalization:
          #expect(batch == BatchNormalization(epsilon: 1e-3, momentum: 0.25))
        default: #expect(operation == .groupNormalization(GroupNormalization(groups: 1, epsilon: 1e-3)))
        }
      }
    }
  }

  @Test func `momentum and epsilon out of range are refused`() {
    for momentum in [0, -0.1, 1.1, .nan] {
      #expect(throws: ArchitectureError.self) {
        try Architecture(name: "vgg9", normalizationMomentum: momentum)
      }
    }
    for epsilon in [0, -1e-5, .nan, .infinity, 1e-60] {
      #expect(throws: ArchitectureError.self) {
        try Architecture(name: "vgg9", normalizationEpsilon: epsilon)
      }
    }
  }

  @Test func `groups that do not divide the channels are refused`() throws {
    let architecture = try Architecture(name: "resnet-8", normalization: .group(5))
    let shape = SampleShape(channels: 16, height: 32, width: 32)
    #expect(
      throws: ArchitectureError.unsuitableInput(
        architecture: "resnet-8", input: image,
        reason: .unsuitableGroups(node: "gn1", groups: 5, input: shape))
    ) { try architecture.graph(input: image, classes: 2) }
    #expect(throws: ArchitectureError.self) {
      try Architecture(name: "mlp", normalization: .instance).graph(input: image, classes: 2)
    }
  }

  @Test func `names of normalizations read back as what was written`() {
    for normalization in Normalization.allCases + [.group(2)] {
      #expect(Normalization(rawValue: normalization.rawValue) == normalization)
    }
    #expect(Normalization.group(4).rawValue == "group:4")
    #expect(Normalization(rawValue: "group") == .group(8))
    for text in ["", "bath", "group:0", "group:2.5", "group:-1", "layer:1", "group:1e300"] {
      #expect(Normalization(rawValue: text) == nil)
    }
  }
}
