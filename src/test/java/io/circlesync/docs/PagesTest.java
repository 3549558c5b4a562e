package io.circlesync.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages lead where they say, and name what there is. */
class PagesTest {

    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)(?:#([^)]+))?\\)");
    private static final Pattern CHANGED_LINE = Pattern.compile("(?m)^sed -i 's/\\^([^/]+)/");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern VIEW = Pattern.compile("(?m)^  \\['[a-z]*', '([^']+)', \\w+\\],$");
    private static final Pattern QUESTION =
            Pattern.compile("(?m)^\\| ([^|]+\\?) \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$");
    private static final Pattern IN_BOLD = Pattern.compile("\\*\\*([^*]+)\\*\\*");
    private static final Pattern METRIC = Pattern.compile("`(circlesync_\\w+)");
    private static final Pattern CALL = Pattern.compile("`(?:GET|POST) (/api/[^`?]+)");
    private static final Pattern SETTING =
            Pattern.compile("(?m)^(?:# )?((?:database|circle|slack|mail|workos|api|links|sync|gaps)\\.[a-z.-]+) =");

    static Stream<Path> pages() {
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            List<Path> pages = docs.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
            return Stream.concat(Stream.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")), pages.stream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void each_link_leads_somewhere(Path page) {
        assertThat(LINK.matcher(read(page)).results()).allSatisfy(link -> {
            Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
            assertThat(target).as(link.group()).exists();
            Optional.ofNullable(link.group(2))
                    .ifPresent(anchor ->
                            assertThat(anchors(target)).as(link.group()).contains(anchor));
        });
    }

    /** curl calls a body a form unless it is told otherwise, and a form is refused. */
    @ParameterizedTest
    @MethodSource("pages")
    void each_command_that_sends_json_says_so(Path page) {
        assertThat(read(page)
                        .replace("\\\n", " ")
                        .lines()
                        .filter(line -> line.contains("curl ") && line.contains("-d '{")))
                .allSatisfy(command -> assertThat(command).containsAnyOf("Content-Type: application/json", "\"$J\""));
    }

    /** A change that finds nothing is silent. */
    @Test
    void what_the_installation_changes_it_has_written_before() {
        String page = read(Path.of("docs/install.md"));

        assertThat(CHANGED_LINE.matcher(page).results())
                .isNotEmpty()
                .allSatisfy(
                        change -> assertThat(page.substring(0, change.start()).lines())
                                .anyMatch(line -> line.startsWith(change.group(1))));
    }

    @Test
    void each_setting_is_explained() throws IOException {
        String page = read(Path.of("docs/settings.md"));
        try (InputStream defaults = PagesTest.class.getResourceAsStream("/application.properties")) {
            List<String> names = SETTING.matcher(new String(defaults.readAllBytes(), StandardCharsets.UTF_8))
                    .results()
                    .map(match -> match.group(1))
                    .toList();
            assertThat(names)
                    .hasSizeGreaterThan(20)
                    .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
        }
    }

    @Test
    void each_question_at_night_is_answered_on_the_page_by_a_metric_and_by_a_call_and_leads_on() {
        List<String> views = VIEW.matcher(read(Path.of("src/main/resources/hawtio/page.js")))
                .results()
                .map(view -> view.group(1))
                .toList();
        String metrics = read(Path.of("docs/metrics.md"));
        String calls = read(Path.of("src/main/resources/openapi.json"));

        assertThat(QUESTION.matcher(read(Path.of("docs/runbook.md"))).results())
                .hasSize(11)
                .allSatisfy(row -> {
                    assertThat(found(IN_BOLD, row.group(2))).isNotEmpty().isSubsetOf(views);
                    assertThat(found(METRIC, row.group(3)))
                            .isNotEmpty()
                            .allSatisfy(metric -> assertThat(metrics).contains("| `" + metric + "`"));
                    assertThat(found(CALL, row.group(4)))
                            .isNotEmpty()
                            .allSatisfy(path -> assertThat(calls).contains("\"" + path + "\": {"));
                    assertThat(found(LINK, row.group(5))).isNotEmpty();
                });
    }

    private static List<String> found(Pattern wanted, String text) {
        return wanted.matcher(text).results().map(match -> match.group(1)).toList();
    }

    /** As GitHub makes them of the headings. */
    private static List<String> anchors(Path page) {
        return HEADING.matcher(read(page))
                .results()
                .map(MatchResult::group)
                .map(heading -> heading.replaceFirst("#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
