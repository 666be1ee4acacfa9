package io.seccomp4j.oci;

import java.io.IOException;

/** Says that a profile is not what it should be. */
public final class ProfileFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  ProfileFormatException(String message) {
    super(message);
  }
}
