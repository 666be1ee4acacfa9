package io.seccomp4j.oci;

import io.seccomp4j.policy.PolicyReview;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/** Puts the findings about a profile's policy where they belong in its text. */
final class ProfileReview {
  private ProfileReview() {}

  static List<Problem> of(OciProfile profile) {
    List<Problem> problems = new ArrayList<>();
    for (PolicyReview.Finding finding : PolicyReview.of(profile.toPolicy())) {
      OptionalInt index =
          finding.rules().isEmpty() ? OptionalInt.empty() : finding.rules().get(0).sourceIndex();
      Spot spot = index.isPresent() ? spot(profile, index.getAsInt()) : Spot.WHOLE;
      problems.add(
          new Problem(
              spot.pointer(), spot.line(), spot.column(), finding.kind().id(), finding.message()));
    }
    problems.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
    return List.copyOf(problems);
  }

  private static Spot spot(OciProfile profile, int index) {
    for (EntrySource source : profile.sources()) {
      if (source.index() == index) {
        return source.spot();
      }
    }
    return new Spot("/syscalls/" + index, 0, 0);
  }
}
