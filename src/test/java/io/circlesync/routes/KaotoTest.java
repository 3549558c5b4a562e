package io.circlesync.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Kaoto saves is what was opened, so that an edit made there is the whole diff. */
class KaotoTest {

    private static final Path SCRIPT = Path.of("src/test/kaoto/save.mjs");

    private record Answer(int exit, String output) {}

    @BeforeAll
    static void needsNodeAndKaoto() throws Exception {
        Assumptions.assumeTrue(
                isNodeThere() && Files.isDirectory(SCRIPT.resolveSibling("node_modules/@kaoto/kaoto")),
                "SKIPPED: this test needs Node.js 20.11 or later, and Kaoto"
                        + " (npm install --prefix src/test/kaoto --force --no-package-lock)");
    }

    @Test
    void each_file_comes_back_as_it_was() throws Exception {
        List<String> files = RouteFilesTest.files().stream()
                .map(file -> file.path().toString())
                .toList();
        assertThat(files).isNotEmpty();

        assertThat(save(files)).isEqualTo(new Answer(0, ""));
    }

    @Test
    void a_file_that_would_come_back_different_is_named(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("greeting.camel.yaml");
        Files.writeString(file, """
                # A comment on top stays.
                - route:
                    group: inbound
                    id: greeting
                """);

        Answer answer = save(List.of(file.toString()));

        assertThat(answer.exit()).isOne();
        assertThat(answer.output()).contains(file + ":3: is \"    group: inbound\"");
    }

    private static boolean isNodeThere() throws InterruptedException {
        try {
            return run(List.of("node", "--version")).exit() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Answer save(List<String> files) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("node", SCRIPT.toString()));
        command.addAll(files);
        return run(command);
    }

    private static Answer run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Answer(process.exitValue(), output);
    }
}
