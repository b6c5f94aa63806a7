"""Writes Paths/DiabetesData.swift and Paths/DiabetesNumbers.swift: a public data set, and what scikit-learn finds on it.

Not needed to build or test. Run in this folder with scikit-learn installed:
    python3 diabetes_numbers.py
The data are those of Efron et al. 2004 (Least Angle Regression), 442 patients, ten predictors, as scikit-learn ships them
unscaled. Columns are divided by their standard deviation (1/n) after centring, the response is centred. All solvers run
to far below the tolerance of the tests.
"""

import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.linear_model import ElasticNet, Lasso, Ridge, lars_path

data = load_diabetes(scaled=False)
X, y = data.data, data.target
Z = (X - X.mean(0)) / X.std(0)
n = len(y)


def number(v):
    return repr(float(v))


def array(values):
    return "[" + ", ".join(number(v) for v in values) + "]"


def wrapped(values, indent):
    lines, line = [], ""
    for v in values:
        item = number(v) + ","
        if len(line) + len(item) + len(indent) > 104:
            lines.append(indent + line.strip())
            line = ""
        line += " " + item
    return "\n".join(lines + [indent + line.strip()])


with open("../Paths/DiabetesData.swift", "w") as out:
    out.write("// Written by Scripts/diabetes_numbers.py.\n\n")
    out.write("/// 442 patients: age, sex, body mass index, blood pressure, six serum measurements; disease after a year.\n")
    out.write('let diabetesText = """\n')
    for row, target in zip(X, y):
        out.write("  " + " ".join(f"{v:g}" if abs(v - float(f"{v:g}")) == 0 else repr(float(v)) for v in [*row, target]) + "\n")
    out.write('  """\n')

with open("../Paths/DiabetesNumbers.swift", "w") as out:
    out.write("// Written by Scripts/diabetes_numbers.py.\n\n")
    out.write("/// What scikit-learn finds on the standardized diabetes data.\nenum DiabetesNumbers {\n")
    tight = dict(tol=1e-15, max_iter=10_000_000)
    groups = {
        "lasso": [(a, 1.0, Lasso(alpha=a, **tight)) for a in (0.1, 2.0, 20.0)],
        "elasticNet": [(a, r, ElasticNet(alpha=a, l1_ratio=r, **tight)) for a, r in ((0.5, 0.5), (5.0, 0.9), (0.02, 0.1))],
        "ridge": [(a, 0.0, Ridge(alpha=a, solver="svd")) for a in (0.5, 50.0, 5000.0)],
    }
    for name, models in groups.items():
        out.write(f"  /// Strength, mixing ratio, coefficients.\n")
        out.write(f"  static let {name}: [(strength: Double, ratio: Double, coefficients: [Double])] = [\n")
        for strength, ratio, model in models:
            model.fit(Z, y)
            out.write(f"    (\n      {strength}, {ratio},\n      [\n" + wrapped(model.coef_, "        ") + "\n      ]\n    ),\n")
        out.write("  ]\n\n")
    # glmnet's criterion for ElasticNet(0.5, 0.5): the response divided by its standard deviation, and λ with it.
    sd = y.std()
    model = ElasticNet(alpha=0.5 / sd, l1_ratio=0.5, **tight).fit(Z, (y - y.mean()) / sd)
    out.write("  /// Strength 0.5, mixing ratio 0.5, the response divided by its standard deviation inside as glmnet does.\n")
    out.write("  static let elasticNetOfScaledResponse: [Double] = [\n" + wrapped(model.coef_ * sd, "    ") + "\n  ]\n\n")
    alphas, active, coefs = lars_path(Z, y - y.mean(), method="lasso")
    out.write("  /// Strengths at the knots of the lasso path.\n  static let knots: [Double] = [\n" + wrapped(alphas, "    ") + "\n  ]\n\n")
    out.write("  /// Coefficients at the knots, knot after knot.\n  static let knotCoefficients: [[Double]] = [\n")
    for knot in coefs.T:
        out.write("    [\n" + wrapped(knot, "      ") + "\n    ],\n")
    out.write("  ]\n}\n")
