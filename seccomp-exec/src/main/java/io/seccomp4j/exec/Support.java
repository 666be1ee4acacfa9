package io.seccomp4j.exec;

import io.seccomp4j.exec.internal.linux.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What this host can do, asked of the kernel feature by feature. Immutable.
 *
 * <p>Nothing is concluded from the kernel's version: distributions move features between versions,
 * and a container's own filter takes some away.
 */
public final class Support {
  /**
   * One feature.
   *
   * @param name what it is
   * @param isNeeded whether nothing can be started without it
   * @param isAvailable whether this process can use it
   * @param detail more about it; may be empty
   * @param remedy what to do when it is missing; empty when nothing can be done or nothing has to
   */
  public record Finding(
      String name, boolean isNeeded, boolean isAvailable, String detail, Optional<String> remedy) {
    /** Returns the feature on one line. */
    @Override
    public String toString() {
      return String.format("%-34s %-3s", name, isAvailable ? "yes" : "no")
          + (detail.isEmpty() ? "" : "  " + detail)
          + remedy.map(text -> "  (" + text + ")").orElse("");
    }
  }

  private final List<Finding> findings;

  private Support(List<Finding> findings) {
    this.findings = List.copyOf(findings);
  }

  /**
   * Looks at this host.
   *
   * @return what was found
   * @throws UnsupportedOnThisHostException when it is no Linux on x86_64 or aarch64, or JNA cannot
   *     load
   */
  public static Support report() {
    return report(Host.kernel());
  }

  static Support report(Kernel kernel) {
    List<Finding> findings = new ArrayList<>();
    new SupportProbe(kernel, findings).probe();
    return new Support(findings);
  }

  /**
   * Returns every feature that was looked for.
   *
   * @return the findings, in the order of {@link #toText}
   */
  public List<Finding> findings() {
    return findings;
  }

  /**
   * Says whether programs can be started under a policy on this host.
   *
   * @return whether everything that is needed is there
   */
  public boolean isUsable() {
    return findings.stream().allMatch(finding -> finding.isAvailable() || !finding.isNeeded());
  }

  /**
   * Finds a feature.
   *
   * @param name its name, as {@code clone3}
   * @return what was found, or empty when it was not looked for
   */
  public Optional<Finding> finding(String name) {
    return findings.stream().filter(finding -> finding.name().equals(name)).findFirst();
  }

  /**
   * Returns one line for each feature.
   *
   * @return the lines, each ended by a line feed
   */
  public String toText() {
    StringBuilder text = new StringBuilder();
    findings.forEach(finding -> text.append(finding.toString().stripTrailing()).append('\n'));
    return text.toString();
  }

  /** Returns how many features there are, and the names of the missing ones. */
  @Override
  public String toString() {
    List<String> missing =
        findings.stream().filter(finding -> !finding.isAvailable()).map(Finding::name).toList();
    return "Support[" + (findings.size() - missing.size()) + " available, missing " + missing + "]";
  }
}
