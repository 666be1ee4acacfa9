package io.seccomp4j.oci;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.seccomp4j.policy.SyscallGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a profile, bare or in a config.json, which the text itself tells. */
final class ProfileReader {
  /** The fields of both kinds of documents that must not repeat. */
  private static final List<String> ROOT_FIELDS = rootFields();

  /** How the parser speaks of the text; it always is the one being read. */
  private static final Pattern SOURCE =
      Pattern.compile("\\[Source: [^;]*; |(?<=column: \\d{1,9})]");

  private final Optional<String> file;
  private final List<SyscallGroup> groups;
  private final Problems problems = new Problems();
  private final Problems warnings = new Problems();

  private ProfileReader(Optional<String> file, List<SyscallGroup> groups) {
    this.file = file;
    this.groups = groups;
  }

  /** Reads a text; {@code file} is its name in messages, {@code groups} are what names may use. */
  static OciProfile read(String text, Optional<String> file, SyscallGroup... groups)
      throws ProfileFormatException {
    return new ProfileReader(file, List.of(groups)).read(text);
  }

  private OciProfile read(String text) throws ProfileFormatException {
    if (text.startsWith("\uFEFF")) {
      throw new ProfileFormatException(
          file,
          new Problem(
              "", 1, 1, "the text starts with a byte order mark, which JSON does not allow"));
    }
    OciProfile profile;
    try (JsonCursor cursor = new JsonCursor(text, problems, warnings)) {
      profile = parsed(cursor);
    } catch (ProfileFormatException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory does not fail", e);
    }
    if (profile == null || !problems.isEmpty()) {
      throw new ProfileFormatException(file, problems.inOrder(), problems.count());
    }
    return profile;
  }

  /** Text that is not JSON is one problem: what was found before may come from the same slip. */
  private @Nullable OciProfile parsed(JsonCursor cursor) throws IOException {
    try {
      return document(cursor);
    } catch (StreamConstraintsException e) {
      throw refused(
          cursor.reached(),
          "objects and arrays nest deeper than " + JsonCursor.MAX_DEPTH + ", or a name is huge");
    } catch (JsonProcessingException e) {
      JsonLocation location = e.getLocation();
      Spot spot =
          location == null
              ? cursor.reached()
              : new Spot("", location.getLineNr(), location.getColumnNr());
      throw refused(spot, "this is not JSON: " + Words.plain(firstLine(e.getOriginalMessage())));
    }
  }

  private ProfileFormatException refused(Spot spot, String message) {
    return new ProfileFormatException(
        file, new Problem("", Math.max(1, spot.line()), Math.max(1, spot.column()), message));
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    String line = SOURCE.matcher(end < 0 ? message : message.substring(0, end)).replaceAll("");
    return line.length() <= 200 ? line : line.substring(0, 200) + "...";
  }

  private @Nullable OciProfile document(JsonCursor cursor) throws IOException {
    if (!cursor.start()) {
      problems.add(new Spot("", 1, 1), "the text is empty; a profile is a JSON object");
      return null;
    }
    Spot start = cursor.here();
    @Nullable OciProfile profile = cursor.object(ROOT_FIELDS) ? root(cursor, start) : null;
    if (!cursor.end()) {
      cursor.problem("something follows the end of the profile");
    }
    return profile;
  }

  /** What a field means is known at the end only: a config.json may start with any of them. */
  private @Nullable OciProfile root(JsonCursor cursor, Spot start) throws IOException {
    ProfileFields bare = new ProfileFields(cursor, problems, groups);
    ProfileFields inside = new ProfileFields(cursor, problems, groups);
    Problems unknown = new Problems();
    Problems misplaced = new Problems();
    boolean isConfig = false;
    boolean hasProfile = false;
    while (cursor.nextField()) {
      switch (cursor.key()) {
        case "ociVersion" -> {
          isConfig = true;
          cursor.skip();
        }
        case "linux" -> {
          isConfig = true;
          hasProfile |= cursor.object(List.of("seccomp")) && linux(cursor, inside);
        }
        default -> {
          if (bare.read()) {
            misplaced.add(cursor::keySpot, () -> "in a config.json this stands in linux.seccomp");
          } else {
            unknown.add(
                cursor::keySpot, () -> Words.unknownField(cursor.key(), ProfileFields.NAMES));
            cursor.skip();
          }
        }
      }
    }
    if (!isConfig) {
      problems.addAll(unknown);
      return bare.finish(start, file, warnings);
    }
    problems.addAll(misplaced);
    if (!hasProfile && problems.isEmpty()) {
      problems.add(start, "this config.json has no linux.seccomp: there is no profile in it");
    }
    return hasProfile ? inside.finish(inside.start(), file, warnings) : null;
  }

  /** Reads the linux object of a config.json; says whether there is a profile in it. */
  private static boolean linux(JsonCursor cursor, ProfileFields profile) throws IOException {
    boolean found = false;
    while (cursor.nextField()) {
      if (cursor.key().equals("seccomp") && !cursor.isNull()) {
        found = true;
        profile.readAll();
      } else {
        cursor.skip();
      }
    }
    return found;
  }

  private static List<String> rootFields() {
    List<String> all = new ArrayList<>(ProfileFields.NAMES);
    all.add("ociVersion");
    all.add("linux");
    return List.copyOf(all);
  }
}
