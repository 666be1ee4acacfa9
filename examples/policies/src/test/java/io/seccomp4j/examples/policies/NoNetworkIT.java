package io.seccomp4j.examples.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NoNetworkIT {
  private static final String PROFILE = "no-network.json";

  @TempDir Path work;

  @Test
  @Tag("smoke")
  void connection_isRefusedAndNeverArrives() throws Exception {
    Run.needs("bash");
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(200);
      String connect = "echo hello > /dev/tcp/127.0.0.1/" + server.getLocalPort();

      Run run = Run.under(PROFILE, "bash", "-c", connect);

      run.failedWith("Permission denied");
      assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
      new ProcessBuilder("bash", "-c", connect).start().waitFor();
      server.accept().close();
    }
  }

  @Test
  void work_goesOn() throws Exception {
    Run run = Run.script(PROFILE, work, "echo b a | tr ' ' '\\n' | sort > list && cat list");

    assertThat(run.succeeded().out()).isEqualTo("a\nb\n");
  }

  @Test
  void localSocket_works() throws Exception {
    Run.needs("perl");
    String perl =
        """
        use Socket;
        socket(my $s, PF_UNIX, SOCK_STREAM, 0) or die "unix: $!";
        socketpair(my $a, my $b, PF_UNIX, SOCK_STREAM, 0) or die "pair: $!";
        foreach my $family (2, 10, 16, 17, 38, 40) {
          socket(my $t, $family, SOCK_STREAM, 0) and die "family $family";
          print 0 + $!, " ";
        }
        """;

    Run run = Run.under(PROFILE, "perl", "-e", perl);

    assertThat(run.succeeded().out()).isEqualTo("13 13 13 13 13 13 ");
  }
}
