package io.github.sovits4j.bench;

import io.github.sovits4j.bench.BenchResult.BackendResult;
import io.github.sovits4j.bench.BenchResult.ProfiledSentence;
import io.github.sovits4j.bench.Intervals.Interval;
import io.github.sovits4j.pipeline.Stage;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws the first sentence over time: what part of each moment the device was busy, filled in the
 * colour of the stage, and the stages themselves below.
 */
final class TimelinePlot {

  private static final int HEIGHT = 480;
  private static final int BINS = 400;
  private static final double LANE = -8; // where the stages are drawn, in per cent

  private TimelinePlot() {}

  static XYChart of(BackendResult backend) {
    ProfiledSentence sentence = backend.speech().profiles().getFirst();
    Timeline timeline = sentence.timeline();
    XYChart chart =
        new XYChartBuilder()
            .width(Plots.WIDTH)
            .height(HEIGHT)
            .title(
                String.format(
                    Locale.ROOT,
                    "%s: device busy %.1f %% of the %s sentence",
                    backend.backend(),
                    100 * sentence.profile().busyRatio(),
                    sentence.name()))
            .xAxisTitle("ms")
            .yAxisTitle("% of each moment busy")
            .build();
    Plots.style(chart.getStyler());
    chart.getStyler().setYAxisMin(2 * LANE);
    chart.getStyler().setYAxisMax(100.0);
    chart
        .getStyler()
        .setyAxisTickLabelsFormattingFunction(
            percent -> percent < 0 ? " " : String.format(Locale.ROOT, "%.0f", percent));
    chart.getStyler().setXAxisDecimalPattern("0");
    Intervals busy =
        Intervals.union(
            timeline.launches().stream()
                .map(launch -> new Interval(launch.start(), launch.end()))
                .toList());
    Map<Stage, List<Trace.StageSpan>> spans = new EnumMap<>(Stage.class);
    timeline
        .stages()
        .forEach(span -> spans.computeIfAbsent(span.stage(), s -> new ArrayList<>()).add(span));
    spans.forEach((stage, of) -> draw(chart, stage, of, timeline, busy));
    return chart;
  }

  private static void draw(
      XYChart chart, Stage stage, List<Trace.StageSpan> spans, Timeline timeline, Intervals busy) {
    double bin = (double) (timeline.end() - timeline.start()) / BINS;
    List<Double> laneX = new ArrayList<>();
    List<Double> laneY = new ArrayList<>();
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (Trace.StageSpan span : spans) {
      double from = span.start() - timeline.start();
      double to = span.end() - timeline.start();
      add(laneX, laneY, from, LANE);
      add(laneX, laneY, to, LANE);
      add(laneX, laneY, to, Double.NaN);
      add(x, y, from, 0);
      for (double at = from; at < to; at += bin) {
        double end = Math.min(to, at + bin);
        long covered = busy.covered(timeline.start() + (long) at, timeline.start() + (long) end);
        double percent = 100 * covered / Math.max(1, end - at);
        add(x, y, at, percent);
        add(x, y, end, percent);
      }
      add(x, y, to, 0);
      add(x, y, to, Double.NaN);
    }
    Color color = Plots.STAGES.get(stage);
    XYSeries area = chart.addSeries("busy in " + stage, x, y);
    area.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Area);
    area.setMarker(SeriesMarkers.NONE);
    area.setLineColor(color);
    area.setFillColor(color);
    area.setLineStyle(new BasicStroke(1));
    area.setShowInLegend(false);
    XYSeries lane = chart.addSeries(Trace.nameOf(stage), laneX, laneY);
    lane.setMarker(SeriesMarkers.NONE);
    lane.setLineColor(color);
    lane.setLineStyle(new BasicStroke(18, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
  }

  /** A point, from nanoseconds to milliseconds. */
  private static void add(List<Double> x, List<Double> y, double nanos, double value) {
    x.add(nanos * 1e-6);
    y.add(value);
  }
}
