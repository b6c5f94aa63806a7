import Formats
import Interchange
import Models
import Networks
import Numerics
import Probing
import Surfaces
import Testing

/// What a filter of an imported network is.
@Suite struct FilterTests {
  private func blocks(_ file: String) throws -> [(block: ParameterBlock, origin: ParameterOrigin)] {
    let model = try ModelImport.model("\(Zoo.folder)/\(file)", program: "test")
    return Array(zip(ParameterLayout(model.graph).blocks, try #require(model.imported).origins))
  }

  private func role(_ name: String, in file: String) throws -> ParameterRole {
    try #require(try blocks(file).first { $0.origin.name == name }).block.role
  }

  @Test func `weights that a file stores by inputs have a filter for each output`() throws {
    // GPT-2's Conv1D keeps [in, out]: 3·16 outputs for 16 inputs.
    let (block, origin) = try #require(
      try blocks("gpt2-tiny.pt2").first { $0.origin.name?.hasSuffix("h.0.attn.c_attn.weight") == true })
    #expect(origin.extents.count == 2)
    #expect(block.shape == origin.extents.reversed())
    #expect(block.role == .weight(filters: origin.extents[1]))
  }

  @Test func `transposed convolutions have a filter for each output channel`() throws {
    let found = try blocks("unet-transposed.pt2").filter { block, origin in
      origin.extents.count == 4 && block.shape.prefix(2) == [origin.extents[1], origin.extents[0]][...]
        && origin.extents[0] != origin.extents[1]
    }
    #expect(!found.isEmpty)
    for (block, origin) in found { #expect(block.role == .weight(filters: origin.extents[1])) }
  }

  @Test func `positions and class tokens are offsets`() throws {
    let names = try blocks("vit-small.pt2").filter { $0.block.role == .offset }.compactMap(\.origin.name)
    #expect(Set(names) == ["class_token", "encoder.pos_embedding"])
    let positions = try blocks("gpt2-tiny.pt2").filter { $0.block.role == .offset }.compactMap(\.origin.name)
    let all = try blocks("gpt2-tiny.pt2").map { "\($0.block.name) \($0.block.role) \($0.block.shape)" }
    // Positions alone: biases of layers are biases.
    #expect(positions.count == 1 && positions.first?.hasSuffix("wpe.weight") == true, "\(all)")
  }

  @Test func `layer scales are scales`() throws {
    let found = try blocks("convnext.pt2").filter { $0.origin.name?.hasSuffix("layer_scale") == true }
    #expect(!found.isEmpty)
    for (block, _) in found { #expect(block.role == .normalizationScale) }
  }

  @Test func `gates are rows in every format`() throws {
    for file in ["lstm.pt2", "lstm.onnx", "lstm.script.onnx"] {
      let weights = try blocks(file).filter { $0.block.role.isWeight }
      #expect(weights.contains { $0.block.role == .weight(filters: 64) }, "\(file)")
      #expect(!weights.contains { $0.block.role == .weight(filters: 1) }, "\(file)")
    }
  }

  @Test func `a tied table is one block`() throws {
    for file in ["nanogpt.pt2", "nanogpt.onnx", "nanogpt.script.onnx"] {
      let tables = try blocks(file).filter { $0.block.shape.contains(37) && $0.block.role.isTrainable }
      #expect(tables.count == 1, "\(file)")
    }
  }

  @Test func `the published rule goes by the first axis of each tensor in its file`() throws {
    let model = try ModelImport.model("\(Zoo.folder)/gpt2-tiny.pt2", program: "test")
    let axis = try Axis(lower: -1, upper: 1, count: 3)
    var options = ProbeOptions(x: axis, y: nil)
    options.filters = .leading
    let direction = try options.subspace(of: model).directions[0]
    let layout = ParameterLayout(model.graph)
    var moved = 0
    for (block, origin) in zip(layout.blocks, try #require(model.imported).origins) {
      let d = origin.numbers(toFile: Array(direction.components[block.range]))
      let theta = origin.numbers(toFile: Array(model.parameters[block.range]))
      guard origin.extents.count > 1, block.role.isTrainable else {
        #expect(d.allSatisfy { $0 == 0 }, "\(block.name)")
        continue
      }
      moved += 1
      let size = d.count / origin.extents[0]
      for start in stride(from: 0, to: d.count, by: size) {
        func norm(_ numbers: [Float]) -> Double {
          numbers[start..<start + size].reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        }
        #expect(abs(norm(d) - norm(theta)) <= 1e-5 * norm(theta), "\(block.name)")
      }
    }
    #expect(moved > 5)
    // The consumer's rule is another one for such a network.
    let own = try ProbeOptions(x: axis, y: nil).subspace(of: model).directions[0]
    #expect(own.components != direction.components)
  }

  @Test func `offsets move only where they are included`() throws {
    let model = try ModelImport.model("\(Zoo.folder)/vit-small.pt2", program: "test")
    let axis = try Axis(lower: -1, upper: 1, count: 3)
    let layout = ParameterLayout(model.graph)
    for included in [Set<IncludedRole>(), [.offset]] {
      let options = ProbeOptions(grid: .axes([axis]), included: included)
      let direction = try options.subspace(of: model).directions[0]
      for block in layout.blocks where block.role == .offset {
        #expect(direction.components[block.range].contains { $0 != 0 } == !included.isEmpty)
      }
    }
  }
}
