import Networks
import Testing

/// Parameters that belong to the network and stay.
@Suite struct ConstantTests {
  /// `(w x) c`, and a constant that is added to nothing but another one.
  private func network() throws -> Graph {
    var builder = GraphBuilder(input: [3])
    let x = builder.add("fc", .dense(Dense(units: 3, bias: false)), 0)
    let constant = builder.add("c", .parameter(Parameter(shape: [3], role: .constant)))
    _ = builder.add("product", .arithmetic(.multiply), x, constant)
    return try builder.graph()
  }

  @Test func `a constant is 0 until it is set, and not counted among what is trained`() throws {
    let graph = try network()
    let layout = ParameterLayout(graph)
    #expect(layout.count == 12 && layout.trainableCount == 9)
    let block = try #require(layout["c"])
    #expect(!block.role.isTrainable && !block.role.isStatistic && block.role.name == "constant")
    #expect(Initialization.parameters(of: graph, seed: 1)[block.range].allSatisfy { $0 == 0 })
  }

  @Test func `a constant has no gradient, and a direction does not move it`() throws {
    let network = TestNetwork("constant", try network(), batch: 2)
    let range = try #require(network.layout["c"]).range
    let plan = try network.plan(.running, curvature: true)
    let (gradient, product, _) = network.derivatives(plan)
    #expect(gradient[range].allSatisfy { $0 == 0 } && product[range].allSatisfy { $0 == 0 })
    #expect(gradient.contains { $0 != 0 } && product.contains { $0 != 0 })
    // The same along a direction with components there.
    var direction = network.direction
    for i in range { direction[i] = 100 }
    var (other, found) = (gradient, product)
    _ = network.parameters.withUnsafeBufferPointer { parameters in
      direction.withUnsafeBufferPointer { direction in
        other.withUnsafeMutableBufferPointer { gradient in
          found.withUnsafeMutableBufferPointer {
            plan.hessianVectorProduct(at: parameters, along: direction, gradient: gradient, product: $0)
          }
        }
      }
    }
    #expect(found == product && other == gradient)
  }
}
