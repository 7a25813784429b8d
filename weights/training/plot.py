"""Draws the loss curves so far into curves/*.png of the state folder."""

import csv

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402

from state import STATE  # noqa: E402


def main():
    for path in sorted((STATE / "curves").glob("*.csv")):
        rows, header = [], None
        for line in csv.reader(open(path)):
            if line[0] == "step":
                header = line
            else:
                rows.append(dict(zip(header, map(float, line))))
        keys = [k for k in dict.fromkeys(k for row in rows for k in row) if k not in ("step", "seconds")]
        figure, axes = pyplot.subplots(1, len(keys), figsize=(4 * len(keys), 3), layout="constrained")
        for axis, key in zip(axes, keys):
            axis.plot(*zip(*((row["step"], row[key]) for row in rows if key in row)))
            axis.set(title=f"{path.stem}: {key}", xlabel="step")
        figure.savefig(path.with_suffix(".png"), dpi=90)
        pyplot.close(figure)
        print(path.with_suffix(".png"), rows[-1])


if __name__ == "__main__":
    main()
