package io.circlesync.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Prometheus itself reads the alerts, and tells which come of what; that each has its page is {@code MetricsTest}'s. */
class PrometheusRulesTest {

    private static final Path FOLDER = Path.of("ops/prometheus");

    /** Rules that ask for a job of another name than the one that is scraped find nothing amiss, ever. */
    @ParameterizedTest
    @ValueSource(strings = {"docs/metrics.md", "ops/compose/prometheus.yml"})
    void the_rules_ask_for_the_job_that_is_scraped(String file) throws IOException {
        String rules = Files.readString(FOLDER.resolve("rules.yml"));
        String scrape = Files.readString(Path.of(file));

        assertThat(found("job=\"([^\"]+)\"", rules)).isNotEmpty().isEqualTo(found("job_name: (\\S+)", scrape));
        assertThat(scrape).contains("metrics_path: /observe/metrics");
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

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
