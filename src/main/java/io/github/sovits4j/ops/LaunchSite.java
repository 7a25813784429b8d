package io.github.sovits4j.ops;

import java.util.List;

/**
 * Which launch of which program.
 *
 * @param program what is run
 * @param operator index of the operator in the program, the first of them where a launch runs
 *     several
 * @param operators how many operators count with this launch: 1; 0 for the second and further
 *     launches of an operator; more where a backend cannot tell them apart
 * @param kernel the kernel's name
 */
public record LaunchSite(Program program, int operator, int operators, String kernel) {

  /** The operators whose arithmetic and bytes count with this launch. */
  public List<Operator> counted() {
    return program.operators().subList(operator, operator + operators);
  }

  /** Floating-point operations at full capacity. */
  public long flops() {
    return counted().stream().mapToLong(Operator::flops).sum();
  }

  /** The fewest bytes to move at full capacity. */
  public long bytes() {
    return counted().stream().mapToLong(Operator::bytes).sum();
  }

  /** What is computed: the operator's name, or those of the first and the last of several. */
  public String what() {
    String first = program.operators().get(operator).name();
    return operators < 2 ? first : first + " … " + counted().getLast().name();
  }
}
