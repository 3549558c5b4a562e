package io.circlesync.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prometheus itself reads the alerts, and tells which come of what; that each has its page is {@code MetricsTest}'s. */
class PrometheusRulesTest {

    private static final Path FOLDER = Path.of("ops/prometheus");

    @ParameterizedTest
    @CsvSource({"check, rules.yml", "test, rules-test.yml"})
    void promtool_takes_the_rules(String verb, String file) throws Exception {
        Assumptions.assumeTrue(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool"))),
                "SKIPPED: this test needs promtool on the PATH (apt-get install prometheus)");

        Process promtool = new ProcessBuilder("promtool", verb, "rules", file)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(promtool.waitFor()).as(output).isZero();
        assertThat(output).contains("SUCCESS");
    }
}
