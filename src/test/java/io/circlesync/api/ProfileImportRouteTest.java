package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /api/profiles/import}: each line as a form, one answer a line, and nobody is told. */
class ProfileImportRouteTest extends ProfileWriteBase {

    private static final String PATH = "/api/profiles/import";

    @Test
    void each_line_is_answered_with_what_became_of_it() {
        rows().profile("linked." + email, "headline", "Poet");
        rows().profile("merged." + email, "headline", "Poet");
        UUID unchanged = rows().profile("unchanged." + email, "headline", "Poet");
        rows().profile("taken." + email, "workos_user_id", user + "x");

        List<JsonNode> answers = submit(String.join(
                "\n",
                line("new." + email, "headline", "Poet"),
                line("linked." + email, "workosUserId", user),
                line("merged." + email, "headline", "Analyst"),
                line("unchanged." + email, "headline", "Poet"),
                line("taken." + email, "workosUserId", user + "y"),
                line("no address", "age", "28"),
                "{\"email\":",
                "[]",
                "",
                line("new." + email, "headline", "Poet"),
                line("new." + email, "bio", "Writes notes")));

        assertThat(results(answers))
                .containsExactly(
                        "1 created",
                        "2 linked",
                        "3 merged",
                        "4 unchanged",
                        "5 refused",
                        "6 refused",
                        "7 refused",
                        "8 refused",
                        "10 unchanged",
                        "11 merged");
        assertThat(answers).allMatch(answer -> answer.size() == 4);
        assertThat(answers.get(3).get("profileId").textValue()).isEqualTo(unchanged.toString());
        assertThat(answers.get(9).get("profileId"))
                .isEqualTo(answers.get(0).get("profileId"))
                .isNotEqualTo(Json.mapper().nullNode());
        assertThat(answers.get(4).get("profileId").isNull()).isTrue();
        assertThat(answers.get(4).at("/errors/0/detail").textValue()).contains("linked to another account");
        assertThat(answers.get(5).get("errors"))
                .extracting(error -> error.get("field").textValue())
                .containsExactly("email", "age");
        assertThat(answers.get(6).at("/errors/0/detail").textValue()).contains("not JSON");
        UUID created = UUID.fromString(answers.get(0).get("profileId").textValue());
        assertThat(row(created)).containsEntry("headline", "Poet").containsEntry("bio", "Writes notes");
        assertThat(timeline(created)).contains("headline: - > Poet created", "bio: - > Writes notes form");
    }

    @Test
    void nobody_hears_of_the_gaps_and_the_same_file_again_changes_nothing() {
        UUID other = rows().profile("taken." + email, "workos_user_id", user + "x");
        String file = lines(450) + line("taken." + email, "workosUserId", user + "y");

        List<JsonNode> first = submit(file);
        List<JsonNode> second = submit(file);

        assertThat(results(first).subList(0, 450)).allMatch(result -> result.endsWith(" created"));
        assertThat(results(second).subList(0, 450)).allMatch(result -> result.endsWith(" unchanged"));
        UUID one = UUID.fromString(first.get(0).get("profileId").textValue());
        assertThat(openGaps(one)).containsExactly("incomplete-profile", "missing-workos");
        assertThat(openGaps(other)).containsExactly("identity-conflict");
        assertThat(service.jdbc()
                        .queryForList(
                                "SELECT DISTINCT (detail ->> 'quiet') || ' ' || (detail ->> 'cause') FROM gap"
                                        + " WHERE profile_id IN (?, ?)",
                                String.class,
                                one,
                                other))
                .containsExactly("true import");
        assertThat(count("gap WHERE profile_id IN (?, ?) AND remind_at IS NOT NULL", one, other))
                .isZero();
        assertThat(count("outbox WHERE payload::text LIKE ?", "%" + email + "%"))
                .isZero();
        assertThat(messages(other)).isEmpty();
    }

    /** Whoever typed it, nobody has proven it: so nothing of the profile is shown, not even its id. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"email":"%1$s","emailVerified":false}                                     | {"email":"%1$s","emailVerified":false}                     | unchanged | false
            {"email":"%1$s","emailVerified":false,"headline":"Poet","bio":"Notes"}     | {"email":"%1$s","emailVerified":false,"headline":"Poet"}   | unchanged | false
            {"email":"%1$s","emailVerified":true,"headline":"Poet"}                    | {"email":"%1$s","emailVerified":false,"headline":"Poet"}   | unchanged | false
            {"email":"%1$s","emailVerified":false,"workosUserId":"%2$s"}               | {"email":"%1$s","emailVerified":false,"workosUserId":"%2$s"} | unchanged | true
            {"email":"%1$s","emailVerified":false,"headline":"Poet"}                   | {"email":"%1$s","emailVerified":false,"headline":"Spy"}    | refused   | false
            {"email":"%1$s","emailVerified":false}                                     | {"email":"%1$s","emailVerified":false,"workosUserId":"%2$s"} | refused   | false
            """)
    void what_is_there_already_is_unchanged_though_nobody_has_proven_it(
            String first, String second, String result, boolean shown) {
        assertThat(results(submit(first.formatted(email, user)))).containsExactly("1 created");
        String before = service.jdbc()
                .queryForObject("SELECT to_jsonb(p)::text FROM profile AS p WHERE email = ?", String.class, email);

        JsonNode answer = submit(second.formatted(email, user)).get(0);

        assertThat(answer.get("result").textValue()).isEqualTo(result);
        assertThat(answer.get("profileId").isNull()).isNotEqualTo(shown);
        assertThat(answer.get("errors").isEmpty()).isEqualTo(result.equals("unchanged"));
        assertThat(service.jdbc()
                        .queryForObject(
                                "SELECT to_jsonb(p)::text FROM profile AS p WHERE email = ?", String.class, email))
                .isEqualTo(before);
        if (!second.contains("workosUserId")) {
            assertProblem(call("POST", "/api/profiles", second.formatted(email, user)), 409);
        }
    }

    @Test
    void what_is_told_already_is_told_as_before() {
        UUID known = id(submit(form()));
        assertThat(messages(known)).hasSize(2);

        assertThat(results(submit(line(email, "bio", "Writes notes")))).containsExactly("1 merged");

        assertThat(count("gap WHERE profile_id = ? AND detail ->> 'quiet' = 'true'", known))
                .isZero();
        assertThat(messages(known)).hasSize(2);
    }

    @Test
    void a_dry_run_answers_the_same_and_writes_nothing() {
        UUID known = rows().profile("known." + email, "headline", "Poet");
        String before = snapshot(known);
        String file = String.join(
                "\n",
                line("new." + email, "headline", "Poet"),
                line("known." + email, "headline", "Analyst"),
                line("no address"));

        List<JsonNode> answers = answers(send(PATH + "?dryRun=true", file));

        assertThat(results(answers)).containsExactly("1 created", "2 merged", "3 refused");
        assertThat(answers.get(0).get("profileId").isNull()).isTrue();
        assertThat(answers.get(1).get("profileId").textValue()).isEqualTo(known.toString());
        assertThat(snapshot(known)).isEqualTo(before);
        assertThat(count("profile WHERE email = ?", "new." + email)).isZero();
        assertThat(count("gap WHERE profile_id = ?", known)).isZero();
        assertThat(count("change WHERE profile_id = ?", known)).isZero();
        assertThat(results(answers(send(PATH + "?dryRun=false", file))))
                .containsExactly("1 created", "2 merged", "3 refused");
    }

    @Test
    void a_dry_run_tells_each_line_beside_those_before_it() {
        UUID known = rows().profile("known." + email, "headline", "Poet");
        String user = "user_" + memberId;
        String file = String.join(
                "\n",
                line("twice." + email, "headline", "Poet"),
                line("TWICE." + email, "headline", "Analyst"),
                line("twice." + email, "headline", "Analyst"),
                line("known." + email, "workosUserId", user),
                line("known." + email, "workosUserId", user + "other"),
                line("moved." + email, "workosUserId", user),
                line("known." + email, "headline", "Poet"));

        List<JsonNode> answers = answers(send(PATH + "?dryRun=true", file));

        assertThat(count("profile WHERE email LIKE ?", "%" + email)).isEqualTo(1);
        assertThat(answers)
                .extracting(answer -> answer.get("profileId").textValue())
                .containsOnly(known.toString(), null);
        assertThat(results(answers(send(PATH, file))))
                .isEqualTo(results(answers))
                .contains("1 created", "2 merged", "3 unchanged", "4 linked", "5 refused");
    }

    /** Each has one thing in common with the line before it, and another one of its own. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'email':'a.@','workosUserId':'user_#1'} | {'email':'a.@','workosUserId':'user_#2'} | refused",
                "{'email':'a.@','referralCode':'REF#'} | {'email':'b.@','referralCode':'REF#'} | refused",
                "{'email':'a.@','workosUserId':'user_#1'} | {'email':'b.@','workosUserId':'user_#1'} | merged",
                "{'email':'a.@','emailVerified':false} | {'email':'a.@','workosUserId':'user_#1'} | refused",
                "{'email':'a.@'} | {'email':'A.@','workosUserId':'user_#1'} | linked",
                "{'email':'a.@','workosUserId':'user_#1'} | {'email':'b.@','workosUserId':'user_#2'} | created",
            })
    void two_lines_are_told_in_a_dry_run_as_they_come_out(String first, String second, String result) {
        String file =
                (first + "\n" + second).replace('\'', '"').replace("@", email).replace("#", user);

        List<JsonNode> answers = answers(send(PATH + "?dryRun=true", file));

        assertThat(results(answers)).containsExactly("1 created", "2 " + result);
        assertThat(results(answers(send(PATH, file)))).isEqualTo(results(answers));
    }

    @Test
    void lines_are_answered_while_others_are_still_to_come_and_all_other_calls_go_on() throws Exception {
        circle.put(StubCircle.member(memberId, "member." + email, "Ada", EDITED));
        try (Upload upload = new Upload(service.url())) {
            upload.send(lines(400));
            for (int i = 1; i <= 200; i++) {
                assertThat(upload.answer()).contains("\"line\":" + i + ",");
            }
            assertThat(count("profile WHERE email = ?", "0." + email)).isEqualTo(1);
            assertThat(service.post(
                                    "/webhooks/circle",
                                    "{\"type\":\"x\",\"data\":{\"community_member_id\":" + memberId + "}}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(submit(form()).statusCode()).isEqualTo(201);
            ExecutorService other = Executors.newSingleThreadExecutor();
            try {
                Future<HttpResponse<String>> second = other.submit(() -> send(PATH, line("second." + email)));
                upload.send(line("last." + email));
                upload.end();
                for (int i = 201; i <= 401; i++) {
                    assertThat(upload.answer()).contains("\"line\":" + i + ",");
                }
                assertThat(upload.answer()).isEqualTo("0");
                assertThat(results(answers(second.get()))).containsExactly("1 created");
            } finally {
                other.shutdownNow();
            }
        }
    }

    @Test
    void what_was_answered_before_it_broke_off_is_written() throws Exception {
        try (Upload upload = new Upload(service.url())) {
            upload.send(lines(300));
            for (int i = 1; i <= 200; i++) {
                upload.answer();
            }
        }

        assertThat(count("profile WHERE email LIKE ?", "%." + email)).isGreaterThanOrEqualTo(200);
        List<String> again = results(submit(lines(300)));
        assertThat(again.subList(0, 200)).allMatch(result -> result.endsWith(" unchanged"));
        assertThat(count("profile WHERE email LIKE ?", "%." + email)).isEqualTo(300);
    }

    @Test
    void a_body_that_is_cut_says_where() {
        byte[] packed = gzip(lines(300));
        HttpRequest.Builder request = request(PATH)
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(packed, 0, packed.length - 200));

        List<JsonNode> answers = answers(RunningService.send(request));

        JsonNode last = answers.get(answers.size() - 1);
        assertThat(last.get("result").textValue()).isEqualTo("refused");
        assertThat(last.get("line").intValue()).isEqualTo(answers.size());
        assertThat(last.at("/errors/0/detail").textValue()).contains("nothing from here on is written");
        assertThat(count("profile WHERE email LIKE ?", "%." + email)).isEqualTo(answers.size() - 1);
    }

    @Test
    void a_packed_body_with_a_mark_and_other_ends_of_lines_is_read() {
        byte[] packed = gzip("\uFEFF" + line("a." + email) + "\r\n" + line("b." + email) + "\r\n\r\n");
        HttpRequest.Builder request =
                request(PATH).header("Content-Encoding", "gzip").POST(BodyPublishers.ofByteArray(packed));

        assertThat(results(answers(RunningService.send(request)))).containsExactly("1 created", "2 created");
    }

    @Test
    void a_line_that_is_too_long_costs_only_itself() {
        String file =
                line("a." + email) + "\n" + line("b." + email, "bio", "x".repeat(300_000)) + "\n" + line("c." + email);

        List<JsonNode> answers = submit(file);

        assertThat(results(answers)).containsExactly("1 created", "2 refused", "3 created");
        assertThat(answers.get(1).at("/errors/0/detail").textValue()).contains("262144");
    }

    @Test
    void after_the_last_line_that_is_taken_nothing_is_written() {
        List<JsonNode> answers = submit("\n".repeat(100_000) + line("a." + email) + "\n" + line("b." + email));

        assertThat(results(answers)).containsExactly("100001 refused");
        assertThat(answers.get(0).at("/errors/0/detail").textValue()).contains("100000 lines");
        assertThat(count("profile WHERE email LIKE ?", "%." + email)).isZero();
    }

    @Test
    void a_dry_run_remembers_no_more_than_the_memory_bears() {
        String long250k = "{\"bio\":\"" + "x".repeat(250_000) + "\"}\n";
        long lines = Runtime.getRuntime().maxMemory() / 8 / long250k.length() + 2;

        List<JsonNode> answers = answers(send(PATH + "?dryRun=true", long250k.repeat((int) lines)));

        assertThat(answers).hasSize((int) lines - 1);
        assertThat(answers.get(answers.size() - 1).at("/errors/0/detail").asText())
                .contains("A dry run remembers", "nothing from here on is written");
    }

    @Test
    void a_line_that_cannot_be_written_costs_only_itself() {
        service.jdbc().execute("ALTER TABLE profile ADD CONSTRAINT poison CHECK (headline <> 'poison') NOT VALID");
        try {
            List<JsonNode> answers = submit(String.join(
                    "\n",
                    line("a." + email),
                    line("b." + email, "headline", "poison"),
                    line("c." + email),
                    line("d." + email)));

            assertThat(results(answers)).containsExactly("1 created", "2 refused", "3 created", "4 created");
            assertThat(answers.get(1).toString())
                    .contains("failed inside the service")
                    .doesNotContain("poison", email);
        } finally {
            service.jdbc().execute("ALTER TABLE profile DROP CONSTRAINT poison");
        }
    }

    @Test
    void while_the_database_takes_nothing_the_import_ends_and_says_so() {
        // As a server does that was replaced; each transaction is told anew.
        service.jdbc()
                .execute("CREATE FUNCTION replaced() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION"
                        + " USING ERRCODE = '25006'; END $$");
        service.jdbc()
                .execute("CREATE TRIGGER replaced BEFORE INSERT ON profile FOR EACH ROW"
                        + " WHEN (NEW.headline = 'replaced') EXECUTE FUNCTION replaced()");
        try {
            List<JsonNode> answers =
                    submit(lines(200) + line("a." + email, "headline", "replaced") + "\n" + lines(300));

            assertThat(answers).hasSize(201);
            assertThat(answers.get(200).toString()).contains("refused", "database is not available");
        } finally {
            service.jdbc().execute("DROP FUNCTION replaced CASCADE");
        }
        assertThat(results(submit(line("b." + email)))).containsExactly("1 created");
    }

    @Test
    void lines_about_one_profile_by_different_keys_come_one_after_the_other() {
        UUID known = rows().profile("old." + email, "workos_user_id", user);

        List<JsonNode> answers = submit(String.join(
                "\n",
                line("new." + email, "workosUserId", user),
                line("old." + email, "headline", "Poet"),
                line("other." + email, "referralCode", "REF" + memberId),
                line("another." + email, "referralCode", "REF" + memberId)));

        assertThat(results(answers)).containsExactly("1 merged", "2 created", "3 created", "4 refused");
        assertThat(row(known)).containsEntry("email", "new." + email).containsEntry("headline", null);
    }

    @Test
    void forms_that_come_at_the_same_time_and_lines_come_to_one_profile_each() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(2);
        try {
            List<Future<HttpResponse<String>>> forms = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                ObjectNode form = object().put("email", i * 5 + "." + email);
                forms.add(callers.submit(() -> submit(form)));
            }
            List<JsonNode> answers = submit(lines(300));
            for (Future<HttpResponse<String>> form : forms) {
                assertThat(form.get().statusCode()).isIn(200, 201);
            }
            assertThat(answers)
                    .extracting(answer -> answer.get("result").textValue())
                    .hasSize(300)
                    .isSubsetOf("created", "merged", "unchanged");
        } finally {
            callers.shutdownNow();
        }
        assertThat(count("profile WHERE email LIKE ?", "%." + email)).isEqualTo(300);
    }

    @Test
    void a_large_import_does_not_use_up_the_calls_to_circle() {
        call("POST", "/api/partners/circle/open", null);
        try {
            submit(lines(700));

            assertThat(count(
                            "profile_search WHERE profile_id IN (SELECT id FROM profile WHERE email LIKE ?)",
                            "%." + email))
                    .isEqualTo(500);
            service.jdbc().update("DELETE FROM profile_search");
        } finally {
            call("POST", "/api/partners/circle/close", null);
        }
    }

    @Test
    void an_import_is_refused_as_any_other_call() {
        HttpRequest.Builder stranger = HttpRequest.newBuilder(URI.create(service.url() + PATH))
                .POST(BodyPublishers.ofString(line("a." + email)));
        assertProblem(RunningService.send(stranger), 401);
        assertProblem(send(PATH + "?dryRun=perhaps", line("a." + email)), 400);
        assertProblem(send(PATH + "?nonsense=1", line("a." + email)), 400);
        assertThat(assertProblem(
                        call("POST", PATH, "email=a", "Content-Type", "application/x-www-form-urlencoded"), 415))
                .contains("application/x-ndjson");
        assertThat(count("profile WHERE email LIKE ?", "%." + email)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\n\n \r\n"})
    void nothing_comes_to_nothing(String file) {
        HttpResponse<String> answer = send(PATH, file);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    /** Lines of this test's people: an address each, and nothing else. */
    private String lines(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> line(i + "." + email) + "\n")
                .collect(Collectors.joining());
    }

    /** One at a time is worked on. */
    @Test
    void an_import_that_breaks_off_leaves_room_for_the_next() throws Exception {
        service.camel().getRouteController().stopRoute("member-wake");
        try {
            assertThatThrownBy(() -> send(PATH, line("first." + email))).hasRootCauseInstanceOf(IOException.class);
        } finally {
            service.camel().getRouteController().startRoute("member-wake");
        }

        assertThat(results(submit(line("second." + email)))).containsExactly("1 created");
    }

    private static String line(String address, String... fields) {
        ObjectNode line = object().put("email", address);
        for (int i = 0; i < fields.length; i += 2) {
            line.put(fields[i], fields[i + 1]);
        }
        return line.toString();
    }

    private static List<JsonNode> submit(String file) {
        return answers(send(PATH, file));
    }

    private static HttpResponse<String> send(String path, String file) {
        return RunningService.send(request(path).POST(BodyPublishers.ofString(file)));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(service.url() + path))
                .header("Authorization", "Bearer api-token")
                .header("Content-Type", "application/x-ndjson");
    }

    private static List<JsonNode> answers(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-ndjson");
        return answer.body()
                .lines()
                .map(line -> Json.parsed(line).orElseThrow())
                .toList();
    }

    private static List<String> results(List<JsonNode> answers) {
        return answers.stream()
                .map(answer -> answer.get("line") + " " + answer.get("result").textValue())
                .toList();
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return packed.toByteArray();
    }

    /** A caller that sends now and then, and reads the answer meanwhile. */
    private static final class Upload implements AutoCloseable {

        private final Socket socket;
        private final OutputStream out;
        private final InputStream in;
        private boolean inBody;

        Upload(String url) throws IOException {
            socket = new Socket("localhost", URI.create(url).getPort());
            socket.setSoTimeout(20_000);
            out = socket.getOutputStream();
            in = socket.getInputStream();
            out.write(("POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer api-token\r\n"
                            + "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        }

        void send(String text) throws IOException {
            out.write(
                    (Integer.toHexString(text.length()) + "\r\n" + text + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }

        void end() throws IOException {
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }

        /** The next line of the answer, or the length of its last chunk. */
        String answer() throws IOException {
            if (!inBody) {
                assertThat(line()).startsWith("HTTP/1.1 200");
                while (!line().isEmpty()) {
                    // The headers are for the others.
                }
                inBody = true;
            }
            String line = line();
            while (!line.startsWith("{") && !line.equals("0")) {
                line = line();
            }
            return line;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            int character = in.read();
            while (character >= 0 && character != '\n') {
                if (character != '\r') {
                    line.append((char) character);
                }
                character = in.read();
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
