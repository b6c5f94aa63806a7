import Testing

@Suite struct TableTests {
  @Test(arguments: [
    ("", "t.csv: empty; the first line must name the columns"),
    ("a,y\n", "t.csv: names columns but has no rows"),
    ("1,2\n3,4\n", "the first line holds no names"), ("a,a,y\n1,2,3\n", "both named 'a'"),
    ("a,y\u{0}\n1,2\n", "not a text file"), ("\"a,y\n1,2\n", "line 1: a quotation mark is never closed"),
    ("a,y\n\"1\" 2,2\n", "line 2: text after a closing quotation mark"),
    ("a,y\n1,2\n3\n", "row 2 (line 3) has 1 entry for 2 columns"),
    ("a,y\n1,2\n,4\n5,6\n", "row 2 (line 3), column 1 'a': empty; fill it in or remove the row"),
    ("a,y\n1,2\n3,\n5,6\n", "row 2 (line 3), column 2 'y': empty"),
    ("a,y\n1,2\n\nx,4\n5,6\n", "row 2 (line 4), column 1 'a': 'x' is not a number"),
    ("a,y\n1,2\n3,NA\n5,6\n", "column 2 'y': 'NA' is not a number"),
    ("a;y\n1;2\n3;4,5\n5;6\n", "'4,5' is not a number; write a decimal point"),
    ("a,y\n1,2\ninf,4\n5,6\n", "'inf' is not a number"), ("a,y\n1,2\n1e40,4\n5,6\n", "choose another unit"),
    (
      "a,b,y\n1,7,2\n2,7,4\n3,7,5\n",
      "column 'b' is the same in all training rows; name the others with --columns"
    ),
    ("a,y\n1,7\n2,7\n3,7\n", "column 'y' is the same in all training rows; choose another --target"),
    ("a,city,y\n1,Rome,7\n2,Oslo,8\n3,Bonn,9\n", "column 'city' holds words"),
    ("y\n7\n8\n9\n", "no column besides 'y'"), ("a,y\n1,2\n", "1 row leave"),
    ("a,y\n1,2\n3,4\n", "2 rows leave fewer than two to train on"),
  ])
  func `a table that cannot be learnt from`(text: String, reason: String) throws {
    let bench = try Workbench()
    try bench.train(on: text).expectFailure(.data, ["t.csv", reason], of: "train on \(text)")
    #expect(try bench.folder.names == ["t.csv"])
  }

  private static let good = "area,rooms,kind,y\n10,1,a,5\n20,2,b,7\n35,2,b,8\n50,4,a,12\n"

  @Test(arguments: [
    ("", "say which column to predict with --target; choose from area, rooms, kind, y"),
    ("--target romos", "did you mean 'rooms'?"), ("--target y --columns aera,rooms", "did you mean 'area'?"),
    ("--target y --columns area,y", "--columns 'y': is the target"),
    ("--target y --columns area,area", "named twice"), ("--target y --columns area,", "no such column"),
    ("--target y --columns area --test-share 0", "test-share 0.0: must be above 0 and below 1"),
    ("--target y --columns area --test-share nan", "test-share nan"),
    ("--target y --test-file t.csv --test-share 0.5", "--test-share: does nothing with --test-file"),
    ("--target y --train-images i --train-labels l --test-images i --test-labels l", "or --train-images"),
    ("--target y --columns area --data moons", "--data moons has its own files"),
  ])
  func `options that do not go with the table`(options: String, reason: String) throws {
    let bench = try Workbench()
    try bench.train(on: Self.good, options).expectFailure(.usage, [reason], of: options)
    #expect(try bench.folder.names == ["t.csv"])
  }

  @Test(arguments: [
    ("--data csv", "--train-file"), ("--data csv --target y", "--train-file"), ("--target y", "--train-file"),
    ("--data moons --columns a", "--columns: is about a CSV file"), ("--classify", "--classify"),
  ])
  func `options of a table that is not named`(options: String, reason: String) throws {
    try Workbench().fail("train \(options) --model mlp -o m.ckpt", .usage, reason)
  }

  @Test(arguments: [
    ("area,kind,y\n1,a,2\n", "test.csv: has no column 'rooms' as t.csv has"),
    ("area,rooms,y\n1,1,2\n", "test.csv: has no column 'kind' as t.csv has"),
    (
      "area,rooms,kind\n1,1,c\n",
      "test.csv: row 1 (line 2), column 3 'kind': 'c' is none of the classes of training"
    ),
    ("area,rooms,kind\n1,x,a\n2,3,b\n", "test.csv: row 1 (line 2), column 2 'rooms': 'x' is not a number"),
    ("", "test.csv: empty"),
  ])
  func `a test file with other columns or classes`(text: String, reason: String) throws {
    let bench = try Workbench()
    try bench.write(Array(text.utf8), to: "test.csv")
    let options = "--target kind --columns area,rooms --test-file test.csv"
    try bench.train(on: Self.good, options).expectFailure(.data, [reason], of: options)
  }

  @Test func `files that are not there`() throws {
    let bench = try Workbench()
    try bench.fail("train --train-file t.csv --target y --model mlp", .noInput, "t.csv: no such file")
    let images = "--train-images i --train-labels l --test-images i --test-labels l"
    try bench.fail("train --train-file t.csv --target y \(images)", .usage, "name two data sets")
    let options = "--target y --columns area --test-file none.csv"
    try bench.train(on: Self.good, options).expectFailure(.noInput, ["none.csv"], of: options)
  }
}
