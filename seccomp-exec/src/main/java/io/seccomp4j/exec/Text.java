package io.seccomp4j.exec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Strings as the kernel gets them, in the encoding of the JVM's locale. */
final class Text {
  private static final Charset PLATFORM = platform();

  private Text() {}

  /** Returns the bytes; a character that the locale lacks is an error, not a question mark. */
  static byte[] encoded(String text) throws IOException {
    if (isAscii(text)) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }
    try {
      ByteBuffer bytes =
          PLATFORM
              .newEncoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .encode(CharBuffer.wrap(text));
      byte[] result = new byte[bytes.remaining()];
      bytes.get(result);
      return result;
    } catch (CharacterCodingException unmappable) {
      throw new IOException(
          "\""
              + text
              + "\" cannot be written in this locale's encoding "
              + PLATFORM
              + ": start Java with LC_ALL=C.UTF-8",
          unmappable);
    }
  }

  /** Returns the bytes, with replacements where the locale lacks a character. */
  static byte[] bytes(String text) {
    return text.getBytes(PLATFORM);
  }

  /** Refuses NUL, which would end the text early for the kernel. */
  static String withoutNul(String what, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(what + " contains a NUL character");
    }
    return text;
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7f) {
        return false;
      }
    }
    return true;
  }

  private static Charset platform() {
    String name = System.getProperty("sun.jnu.encoding", "UTF-8");
    return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
  }
}
