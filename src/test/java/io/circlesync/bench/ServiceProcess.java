package io.circlesync.bench;

import io.circlesync.Application;
import io.circlesync.fixture.Ports;
import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The service in a process of its own, as somebody would run it. */
final class ServiceProcess implements AutoCloseable {

    /** What docs/performance.md tells users to pass. */
    static final List<String> JVM_OPTIONS =
            List.of("-Xms48m", "-Xmx256m", "-Xmn16m", "-XX:+UseSerialGC", "-XX:TrimNativeHeapInterval=5000");

    private static final Duration STARTUP = Duration.ofSeconds(60);

    private final Process process;
    private final int port;
    private final Duration startup;

    private ServiceProcess(Process process, int port, Duration startup) {
        this.process = process;
        this.port = port;
        this.startup = startup;
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param folder takes its log
     */
    static ServiceProcess start(Path folder, Map<String, String> settings) throws IOException {
        int port = Ports.next();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        String more = System.getProperty("bench.jvm-options", "");
        Arrays.stream(more.split(" ")).filter(option -> !option.isBlank()).forEach(command::add);
        command.add("-Dcamel.server.port=" + port);
        command.add("-Dcamel.management.port=" + Ports.next());
        settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("-cp", classPath(), Application.class.getName()));
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("service.log").toFile()))
                .start();
        try {
            Awaitility.await()
                    .atMost(STARTUP)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> !process.isAlive() || answers(port));
        } catch (ConditionTimeoutException late) {
            process.destroyForcibly();
            throw late;
        }
        if (!process.isAlive()) {
            throw new IOException("The service did not start; see " + folder.resolve("service.log"));
        }
        return new ServiceProcess(process, port, Duration.ofNanos(System.nanoTime() - start));
    }

    int port() {
        return port;
    }

    Duration startup() {
        return startup;
    }

    double residentMemory() {
        return Memory.resident(process.toHandle());
    }

    Duration cpuTime() {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** The tests' own class path without their classes. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean answers(int port) {
        try {
            HttpURLConnection probe = (HttpURLConnection) URI.create("http://localhost:" + port + "/webhooks/circle")
                    .toURL()
                    .openConnection();
            return probe.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
