import Rendering
import Surfaces
import Testing

@Suite struct ContourMapTests {
  private func drawing(_ surface: Surface, _ style: FigureStyle = FigureStyle(), scale: Scale? = nil) throws
    -> Drawing
  {
    Drawing(SurfaceChart.contours(of: [surface], scale: scale, style: style), on: try Page())
  }

  @Test func `title, legend, axes, colour bar and caption are there`() throws {
    let strings = try drawing(SampleSurface.damaged()).strings
    for wanted in [
      "Loss around resnet-20 trained on fashion-mnist", "trained point, loss 0.312",
      "lowest grid point, 0.02 at (0.4, 0)",
      "not computed: 1 point", "diverged: 4 points", "$α$ (first direction)", "$β$ (second direction)",
      "cross-entropy loss (log scale)", "0.0",
    ] {
      #expect(strings.contains(wanted), "\(wanted) is missing")
    }
    let caption = try #require(strings.first { $0.hasPrefix("resnet") })
    for wanted in [
      "1,000 of 60,000 training samples", "0.312 ± 0.012", "91.2", "seed ",
      "batch normalization frozen",
    ] {
      #expect(caption.contains(wanted), "\(wanted) is not in the caption")
    }
  }

  @Test func `of a network without batch normalization the caption says nothing of it`() throws {
    var surface = try SampleSurface.bowl()
    func caption() throws -> String {
      try #require(try drawing(surface).strings.first { $0.hasPrefix("resnet") })
    }
    let usual = try caption()
    surface.provenance.lacksBatchNormalization = true
    #expect(try caption() == usual.replacing(", batch normalization frozen", with: ""))
    #expect(try caption() != usual)
    surface.provenance.directions = [.seed(number: 1), .seed(number: 2)]
    let named = try caption()
    #expect(named.contains("random direction 2, filter\u{2011}normalized. Grid"), "\(named)")
    surface.provenance.precision = "bf16"
    #expect(try caption().contains("filter\u{2011}normalized, evaluated on bfloat16. Grid"))
  }

  @Test func `a mean over all samples has no standard error`() throws {
    var surface = try SampleSurface.bowl()
    surface.provenance.samples = surface.provenance.population
    surface.provenance.selfCheck?.standardError = 0
    let caption = try #require(try drawing(surface).strings.first { $0.hasPrefix("resnet") })
    #expect(caption.contains("over all 60,000 training samples"))
    #expect(
      caption.contains("Trained point: loss 0.312, accuracy 91.2") && !caption.contains("standard error"))
  }

  @Test func `tensors that move alone are named`() throws {
    var surface = try SampleSurface.bowl()
    surface.provenance.only = ["fc.*", "layer4.*"]
    let caption = try #require(try drawing(surface).strings.first { $0.hasPrefix("resnet") })
    #expect(caption.contains("in fc.* and layer4.* alone), batch normalization frozen"))
  }

  @Test func `a network that was imported names its file, and not what it was trained on`() throws {
    var surface = try SampleSurface.bowl()
    surface.provenance.networkOrigin = "model.pt2 (PyTorch export)"
    surface.provenance.dataset = "data.npz"
    surface.provenance.namedData = .whole
    let strings = try drawing(surface).strings
    #expect(strings.contains("Loss around resnet-20 on data.npz"))
    let caption = try #require(strings.first { $0.hasPrefix("Imported") })
    #expect(
      caption.hasPrefix(
        "Imported from model.pt2 (PyTorch export), 271,000 parameters. Mean cross"))
    #expect(caption.contains("of 60,000 samples of data.npz") && !caption.contains("training"))
    surface.provenance.namedData = .split
    #expect(try drawing(surface).strings.contains { $0.contains("60,000 training samples of data.npz") })
  }

  @Test func `contour labels are upright and inside the plot`() throws {
    let surface = try SampleSurface.make(x: "-1:1:31", y: "-1:1:31") {
      0.3 + 3 * $0 * $0 + 2 * $1 * $1 + $0 * $1
    }
    let scale = Scale(covering: surface.loss)
    var labelled: Set<String> = []
    for case .text(let text, _, _, let angle) in try drawing(surface, scale: scale).calls
    where angle != 0 && angle != -.pi / 2 {
      #expect(abs(angle) <= .pi / 2)
      #expect(scale.labels.contains(text.string))
      labelled.insert(text.string)
    }
    #expect(labelled.count >= 5)
  }

  @Test func `missing cells are hatched and nothing else is`() throws {
    let isClip = { (call: RecordingCanvas.Call) in if case .beginClip = call { true } else { false } }
    // The lines' clip is always there; the hatching's and the legend's come with missing points.
    #expect(try drawing(SampleSurface.bowl()).calls.filter(isClip).count == 1)
    #expect(try drawing(SampleSurface.damaged()).calls.filter(isClip).count == 3)
  }

  @Test func `a shared scale gives each picture the same colour bar`() throws {
    let (a, b) = (try SampleSurface.bowl(), try SampleSurface.damaged())
    let scale = Scale(covering: a.loss + b.loss)
    for label in scale.labels {
      #expect(try drawing(a, scale: scale).strings.contains(label))
      #expect(try drawing(b, scale: scale).strings.contains(label))
    }
  }

  @Test func `the background is the theme's`() throws {
    for theme in Theme.allCases {
      guard case .fill(_, let colour) = try drawing(SampleSurface.bowl(), FigureStyle(theme: theme)).calls[0]
      else {
        Issue.record("the first call fills nothing")
        return
      }
      #expect(colour == theme.background)
    }
  }

  @Test func `the description names the picture's numbers`() throws {
    let description = SurfaceChart.contours(of: [try SampleSurface.damaged()]).description
    for wanted in [
      "resnet-20", "α from −1 to 1", "0.02 at (0.4, 0)", "0.312", "1 point not computed", "4 points diverged",
    ] {
      #expect(description.contains(wanted), "\(wanted) is not in: \(description)")
    }
  }

  @Test func `a lowest point as low as the trained one is not marked`() throws {
    let flat = try SampleSurface.make { _, _ in 2.3 }
    #expect(!(try drawing(flat).strings.contains { $0.hasPrefix("lowest") }))
  }

  @Test func `a thin strip says that its axes differ`() throws {
    let strip = try SampleSurface.make(x: "-1:1:5", y: "-0.01:0.01:3") { $0 * $0 + $1 }
    #expect(try drawing(strip).strings.contains { $0.hasSuffix("The axes are drawn to different scales.") })
  }
}
