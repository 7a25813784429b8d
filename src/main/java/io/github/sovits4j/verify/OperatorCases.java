package io.github.sovits4j.verify;

import java.util.List;

/** The table of operator cases: what every backend must get right and what benchmarks time. */
public final class OperatorCases {

  private static final List<OperatorCase> ALL = collect();

  private OperatorCases() {}

  /** Every case, grouped by operator. */
  public static List<OperatorCase> all() {
    return ALL;
  }

  private static List<OperatorCase> collect() {
    CaseList list = new CaseList();
    RowCases.addTo(list);
    EmbeddingCases.addTo(list);
    AttentionCases.addTo(list);
    SamplingCases.addTo(list);
    ConvolutionCases.addTo(list);
    ChannelCases.addTo(list);
    TimeCases.addTo(list);
    DiffusionCases.addTo(list);
    return list.cases();
  }
}
