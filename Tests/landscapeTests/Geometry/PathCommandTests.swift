import Testing

@Suite struct PathCommandTests {
  /// Orthonormal columns, `y = 3 first − 2 second + third`, and a column of words.
  private static let table = """
    name,first,second,third,y
    "a, b",1,1,1,2
    c,1,-1,-1,4
    d,-1,1,-1,-6
    e,-1,-1,1,0
    """

  private static func bench(_ text: String = table) throws -> Workbench {
    let bench = try Workbench()
    try bench.write(Array(text.utf8), to: "t.csv")
    return bench
  }

  @Test func `a table's paths are drawn, recorded and drawn again`() throws {
    let bench = try Self.bench()
    let command = "geometry path --csv t.csv --response y --penalty lasso --data n.json --width 300"
    #expect(try bench.succeed(command).output == "path.png\n")
    let text = String(decoding: try bench.bytes("n.json"), as: UTF8.self)
    for words in [
      "4 knots", "first (λ = 3), second (λ = 2), third (λ = 1)", "without name, which holds words",
    ] {
      #expect(text.contains(words), "\(words)")
    }
    #expect(try bench.succeed("verify path.png").output.contains("agrees, byte for byte, with 1 input"))
    try bench.write(Array(Self.table.replacing(",4\n", with: ",5\n").utf8), to: "t.csv")
    try bench.fail("verify path.png", .differs, "changed since: t.csv")
  }

  @Test func `all penalties, abscissas, formats and both themes`() throws {
    let bench = try Workbench()
    let base = "geometry path --rows 60 --width 300"
    #expect(try bench.succeed("\(base) --theme both").output == "path.png\npath-dark.png\n")
    for abscissa in ["lambda", "norm", "deviance"] {
      try bench.succeed("\(base) --against \(abscissa) -o \(abscissa).svg")
    }
    for penalty in ["lasso", "ridge", "elastic"] {
      try bench.succeed("\(base) --penalty \(penalty) --generate correlated -o \(penalty).pdf")
    }
  }

  @Test func `semicolons, quotation marks and line ends of other systems are read`() throws {
    let bench = try Self.bench("\u{FEFF}\"x, 1\";\"say \"\"y\"\"\"\r\n1;1\r\n\r\n2;3\r\n4;4\r\n")
    let words = ["geometry", "path", "--csv", "t.csv", "--response", "say \"y\"", "--data", "n.json", "-q"]
    let ending = try RunningProgram(Workbench.executable, words, in: bench.folder).wait()
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(String(decoding: try bench.bytes("n.json"), as: UTF8.self).contains("x, 1"))
  }

  @Test func `constant and equal columns are left out with a warning`() throws {
    let bench = try Self.bench("a,b,c,y\n1,5,1,1\n2,5,2,2\n3,5,3,2\n5,5,5,4\n")
    let errors = try bench.succeed("geometry path --csv t.csv --response y --penalty lasso").errors
    #expect(errors.contains("'b' is constant") && errors.contains("'c' equals 'a'"))
    #expect(try bench.succeed("geometry path --csv t.csv --response y -q").errors.isEmpty)
  }

  @Test func `fewer rows than predictors are drawn with a warning`() throws {
    let bench = try Workbench()
    let line = "geometry path --generate correlated --rows 5 --columns 8 --penalty lasso --data n.json"
    #expect(try bench.succeed(line).errors.contains("5 rows for 8 predictors"))
    #expect(
      String(decoding: try bench.bytes("n.json"), as: UTF8.self).contains("least squares is not unique"))
  }

  @Test(arguments: [
    ("a,b,y\n1,2,3\n4,x,6\n7,8,9\n", "row 2 (line 3), column 2 'b': 'x' is not a number"),
    ("a,b,y\n1,nan,3\n4,5,6\n", "row 1 (line 2), column 2 'b': 'nan' is not a number"),
    ("a,b,y\n1,2,inf\n4,5,6\n", "row 1 (line 2), column 3 'y': 'inf' is not a number"),
    ("a;b;y\n1;2,5;3\n4;5;6\n", "column 2 'b': '2,5' is not a number; write a decimal point"),
    ("a,b,y\n1,,3\n4,6,8\n", "row 1 (line 2), column 2 'b': empty"),
    ("a,b,y\n1,2,3\n4,6\n", "row 2 (line 3) has 2 entries for 3 columns"),
    ("", "empty"), ("a,y\n", "no rows"), ("1,2\n3,4\n", "no names"), ("a,a,y\n1,2,3\n", "both named 'a'"),
    ("\"a,y\n1,2\n", "line 1: a quotation mark is never closed"), ("a,y\u{0}\n1,2\n", "not a text file"),
    ("a,y\n1,1\n2,1\n", "response 'y' is the same in all rows"),
    ("a,y\n1,1\n1,2\n", "every predictor is constant"),
    ("n,y\nbob,1\nal,2\n", "no column of numbers besides 'y'"),
  ])
  func `a bad table is refused with its place`(text: String, reason: String) throws {
    try Self.bench(text).fail("geometry path --csv t.csv --response y", .data, "t.csv", reason)
  }

  @Test(arguments: [
    ("--csv t.csv", "--response"), ("--csv t.csv --response Y2", "did you mean 'y'?"),
    ("--csv t.csv --response y --predictors first,secnod", "did you mean 'second'?"),
    ("--csv t.csv --response y --predictors first,y", "is the response"),
    ("--csv t.csv --response y --predictors first,first", "named twice"),
    ("--csv t.csv --response y --rows 5", "--rows"), ("--response y", "--csv"),
    ("--l1-ratio 1.5", "--l1-ratio 1.5"),
    ("--l1-ratio -0.1", "--l1-ratio -0.1"), ("--rows 1", "--rows 1"), ("--columns 0", "--columns 0"),
    ("--columns 11", "up to 10"), ("--noise -1", "--noise -1"), ("--rows 100000000 --columns 9", "numbers"),
  ])
  func `bad options are refused`(options: String, reason: String) throws {
    try Self.bench().fail("geometry path \(options)", .usage, reason)
  }

  @Test func `a missing table is refused`() throws {
    try Workbench().fail("geometry path --csv t.csv --response y", .noInput, "t.csv", "no such file")
  }
}
