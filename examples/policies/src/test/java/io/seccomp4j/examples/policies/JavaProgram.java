package io.seccomp4j.examples.policies;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A small Java program that uses what Java programs use, and tries two things that it may not. */
final class JavaProgram {
  private JavaProgram() {}

  /**
   * Prints a line for each thing that works or is refused.
   *
   * @param args a directory to write to
   * @throws Exception when something does not work that should
   */
  public static void main(String[] args) throws Exception {
    threads();
    files(Path.of(args[0]));
    events();
    memory();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), 9)) {
      System.out.println("connect: " + socket);
    } catch (IOException e) {
      System.out.println("connect: " + e);
    }
    try {
      System.out.println("start: " + new ProcessBuilder("/bin/true").start().waitFor());
    } catch (IOException e) {
      System.out.println("start: " + e);
    }
  }

  private static void threads() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    List<Future<Integer>> parts = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      parts.add(pool.submit(() -> 1));
    }
    int sum = 0;
    for (Future<Integer> part : parts) {
      sum += part.get();
    }
    pool.shutdown();
    System.out.println("threads " + sum);
  }

  private static void files(Path directory) throws IOException {
    Path first = Files.writeString(Files.createTempFile(directory, "a", "b"), "text");
    Path second = Files.copy(first, directory.resolve("second"));
    Files.move(second, first, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel channel =
            FileChannel.open(first, StandardOpenOption.READ, StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      channel.map(FileChannel.MapMode.READ_WRITE, 0, 4096).force();
      channel.force(true);
      System.out.println("files " + (lock.isValid() ? "ok" : "unlocked"));
    }
    directory.getFileSystem().newWatchService().close();
    Files.delete(first);
  }

  private static void events() throws IOException {
    Pipe pipe = Pipe.open();
    try (Selector selector = Selector.open();
        Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel sink = pipe.sink()) {
      source.configureBlocking(false);
      source.register(selector, SelectionKey.OP_READ);
      sink.write(ByteBuffer.wrap(new byte[] {1}));
      System.out.println(selector.select(10_000) == 1 ? "events ok" : "no events");
    }
  }

  private static void memory() {
    long sum = 0;
    for (int i = 0; i < 500; i++) {
      sum += new byte[1 << 20].length;
    }
    System.gc();
    System.out.println(sum == 500L << 20 ? "memory ok" : "memory " + sum);
  }
}
