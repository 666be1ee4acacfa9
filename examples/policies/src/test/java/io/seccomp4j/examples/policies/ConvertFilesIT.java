package io.seccomp4j.examples.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConvertFilesIT {
  private static final String PROFILE = "convert-files.json";

  @TempDir Path work;

  @Test
  @Tag("smoke")
  void gzip_replacesAFileByItsPackedForm() throws Exception {
    Path file = Files.writeString(work.resolve("text"), "text\n".repeat(1000));

    Run.under(PROFILE, work, "", "gzip", "text").succeeded();
    assertThat(file).doesNotExist();
    Run.under(PROFILE, work, "", "gzip", "-d", "text.gz").succeeded();

    assertThat(file).hasContent("text\n".repeat(1000));
  }

  @Test
  void iconv_writesItsOutputFile() throws Exception {
    Files.writeString(work.resolve("in"), "Grüße\n");

    Run.under(PROFILE, work, "", "iconv", "-f", "utf-8", "-t", "utf-16le", "-o", "out", "in")
        .succeeded();

    assertThat(Files.readAllBytes(work.resolve("out"))).hasSize(12);
  }

  @Test
  void imageMagick_convertsAPicture() throws Exception {
    Run.needs("convert");
    Path picture = work.resolve("in.png");
    ImageIO.write(new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB), "png", picture.toFile());

    Run.under(PROFILE, work, "", "/usr/bin/convert", "in.png", "-resize", "50%", "out.jpg")
        .succeeded();

    assertThat(ImageIO.read(work.resolve("out.jpg").toFile()).getWidth()).isEqualTo(32);
  }

  @Test
  void otherProgram_isNotStarted() throws Exception {
    Run run = Run.under(PROFILE, work, "a\n", "xargs", "touch");

    run.failedWith("cannot fork: Operation not permitted");
    assertThat(work).isEmptyDirectory();
  }

  @Test
  void socketAndLink_areDenied() throws Exception {
    Files.writeString(work.resolve("in"), "");

    Run.under(PROFILE, work, "", "ln", "-s", "/etc/passwd", "link")
        .failedWith("Operation not permitted");
    Run.needs("bash");
    Run.under(PROFILE, "bash", "-c", "echo > /dev/tcp/127.0.0.1/1")
        .failedWith("Operation not permitted");
  }
}
