package io.github.sovits4j.bench;

import io.github.sovits4j.bench.BenchResult.BackendResult;
import io.github.sovits4j.bench.BenchResult.SentenceResult;
import io.github.sovits4j.pipeline.Stage;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws what was measured, as PNG. */
final class Plots {

  static final int WIDTH = 1100;
  private static final int HEIGHT = 680;

  /** How a stage is drawn, in the order of the stages. */
  static final Map<Stage, Color> STAGES = new EnumMap<>(Stage.class);

  private static final Map<Ceilings.Bound, Color> BOUNDS =
      Map.of(
          Ceilings.Bound.MEMORY, new Color(0x1F6FB4),
          Ceilings.Bound.COMPUTE, new Color(0xC8561B),
          Ceilings.Bound.LAUNCH, new Color(0x9A9A9A));

  static {
    STAGES.put(Stage.TEXT, new Color(0x9A9A9A));
    STAGES.put(Stage.PREFILL, new Color(0x8DB8DE));
    STAGES.put(Stage.DECODE, new Color(0x1F6FB4));
    STAGES.put(Stage.PRIOR, new Color(0xF2B36B));
    STAGES.put(Stage.DIFFUSION, new Color(0xE08A4A));
    STAGES.put(Stage.GENERATOR, new Color(0xC8561B));
  }

  private Plots() {}

  static void write(BenchResult result, Path folder) throws IOException {
    System.setProperty("java.awt.headless", "true");
    for (BackendResult backend : result.backends()) {
      if (backend.speech() != null) {
        save(stages(backend, result), folder.resolve("stages-" + backend.backend() + ".png"));
        save(TimelinePlot.of(backend), folder.resolve("timeline-" + backend.backend() + ".png"));
      }
      if (backend.ceilings() != null && !backend.operators().isEmpty()) {
        save(roofline(backend), folder.resolve("roofline-" + backend.backend() + ".png"));
      }
    }
  }

  private static void save(Chart<?, ?> chart, Path file) throws IOException {
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
  }

  /** Seconds of work per second of speech, stage upon stage; below 1 is faster than real time. */
  static CategoryChart stages(BackendResult backend, BenchResult result) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(backend.backend() + ": seconds of work per second of speech, by stage (median)")
            .xAxisTitle("sentence; " + result.model())
            .yAxisTitle("s / s of speech")
            .build();
    style(chart.getStyler());
    chart.getStyler().setStacked(true);
    chart.getStyler().setAvailableSpaceFill(0.45);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setYAxisDecimalPattern("0.###");
    List<SentenceResult> sentences = backend.speech().sentences();
    List<Stage> had = // every version has some, and all sentences have the same
        STAGES.keySet().stream()
            .filter(stage -> sentences.stream().allMatch(s -> s.warm().containsKey(stage)))
            .toList();
    chart.getStyler().setSeriesColors(had.stream().map(STAGES::get).toArray(Color[]::new));
    List<String> names =
        sentences.stream().map(s -> "%s (%.1f s)".formatted(s.name(), s.audioSeconds())).toList();
    had.forEach(
        stage ->
            chart.addSeries(
                Trace.nameOf(stage),
                names,
                sentences.stream()
                    .map(s -> s.warm().get(stage).median() / s.audioSeconds())
                    .toList()));
    return chart;
  }

  /** Every operator below the roof of its device. */
  static XYChart roofline(BackendResult backend) {
    Ceilings ceilings = backend.ceilings();
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(backend.backend() + ": operators below the measured roof")
            .xAxisTitle("FLOP per byte")
            .yAxisTitle("GFLOP/s")
            .build();
    style(chart.getStyler());
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisLogarithmic(true);
    List<OperatorTiming> drawn =
        backend.operators().stream().filter(timing -> timing.flops() > 0).toList();
    double left = decade(drawn.stream().mapToDouble(Plots::intensity).min().orElse(1), false);
    double right = decade(drawn.stream().mapToDouble(Plots::intensity).max().orElse(1), true);
    double cache =
        ceilings.reads().stream().mapToDouble(Ceilings.Read::bytesPerSecond).max().orElse(0);
    roof(chart, "%.0f GB/s (cache), %.0f GFLOP/s", left, right, cache, ceilings.flops());
    roof(chart, "%.0f GB/s (memory)", left, right, ceilings.memoryBandwidth(), ceilings.flops());
    double low = ceilings.flops() * 1e-9;
    for (Ceilings.Bound bound : Ceilings.Bound.values()) {
      List<OperatorTiming> bounded =
          drawn.stream().filter(timing -> timing.bound(ceilings) == bound).toList();
      if (bounded.isEmpty()) {
        continue;
      }
      List<Double> rates = bounded.stream().map(t -> 1e-9 * t.flops() / t.seconds()).toList();
      low = Math.min(low, rates.stream().mapToDouble(Double::doubleValue).min().orElse(low));
      XYSeries series =
          chart.addSeries(
              "limited by " + bound.name().toLowerCase(java.util.Locale.ROOT),
              bounded.stream().map(Plots::intensity).toList(),
              rates);
      series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
      series.setMarker(SeriesMarkers.CIRCLE);
      series.setMarkerColor(BOUNDS.get(bound));
    }
    chart.getStyler().setXAxisMin(left);
    chart.getStyler().setXAxisMax(right);
    chart.getStyler().setYAxisMin(decade(low, false));
    chart.getStyler().setYAxisMax(decade(1e-9 * ceilings.flops(), true));
    return chart;
  }

  private static void roof(
      XYChart chart, String name, double left, double right, double bandwidth, double flops) {
    double ridge = Math.clamp(flops / bandwidth, left, right);
    List<Double> x = new ArrayList<>(List.of(left, ridge, right));
    List<Double> y = x.stream().map(i -> 1e-9 * Math.min(flops, i * bandwidth)).toList();
    XYSeries series =
        chart.addSeries(
            String.format(java.util.Locale.ROOT, name, 1e-9 * bandwidth, 1e-9 * flops), x, y);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(new Color(0x404040));
    series.setLineStyle(
        name.contains("memory")
            ? new BasicStroke(
                2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {8, 6}, 0)
            : new BasicStroke(2));
  }

  private static double intensity(OperatorTiming timing) {
    return (double) timing.flops() / timing.bytes();
  }

  /** The power of ten below or above. */
  private static double decade(double value, boolean above) {
    double exponent = Math.log10(value);
    return Math.pow(10, above ? Math.ceil(exponent + 0.05) : Math.floor(exponent - 0.05));
  }

  static void style(AxesChartStyler styler) {
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 18));
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    styler.setLegendPosition(Styler.LegendPosition.OutsideS);
    styler.setLegendLayout(Styler.LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
  }
}
