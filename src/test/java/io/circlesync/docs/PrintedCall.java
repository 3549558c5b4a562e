package io.circlesync.docs;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.circlesync.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of commands on a page, and the answer that is printed below it.
 *
 * @param where page and line
 * @param settings what the service is to be started with, beside what the sandbox has; given on the page by a comment
 * @param kind of the answer: {@code json}, {@code http} or {@code text}
 */
record PrintedCall(String where, Map<String, String> settings, String commands, String kind, String answer) {

    private static final Pattern BLOCKS = Pattern.compile("""
            (?:<!-- (?<name>[\\w.-]+)=(?<value>\\S+) -->\\R)?```sh\\R(?<commands>.*?)```\\R\
            (?:```(?<kind>json|http|text)\\R(?<answer>.*?)```)?""", Pattern.DOTALL);

    /** All of a page, from top to bottom; where no answer is printed, there is to be none. */
    static List<PrintedCall> on(Path page) {
        String text;
        try {
            text = Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<PrintedCall> calls = new ArrayList<>();
        Matcher block = BLOCKS.matcher(text);
        while (block.find()) {
            long line = text.substring(0, block.start("commands")).lines().count();
            calls.add(new PrintedCall(
                    page + ":" + line,
                    block.group("name") == null ? Map.of() : Map.of(block.group("name"), block.group("value")),
                    block.group("commands"),
                    Optional.ofNullable(block.group("kind")).orElse("text"),
                    Optional.ofNullable(block.group("answer")).orElse("")));
        }
        return List.copyOf(calls);
    }

    /** The printed answer without what differs from run to run, to be compared with {@link #comparable}. */
    Object expected() {
        return comparable(answer);
    }

    /** An answer without ids, times, tags and cursors; JSON as a tree, headers in any order. */
    Object comparable(String text) {
        String steady = text.replace("\r", "")
                .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "an-id")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z", "a-time")
                .replaceAll("\"(id|eventId)\":\\d+", "\"$1\":0")
                .replaceAll("\"nextCursor\":\"[^\"]+\"", "\"nextCursor\":\"a-cursor\"")
                .replaceAll("ETag: \"[^\"]+\"", "ETag: \"a-tag\"")
                .strip();
        return switch (kind) {
            case "json" -> json(steady);
            case "http" -> {
                String[] headAndBody = steady.split("\n\n", 2);
                List<String> head = headAndBody[0].lines().toList();
                String body = headAndBody.length > 1 ? headAndBody[1] : "";
                yield List.of(
                        head.isEmpty() ? "" : head.get(0),
                        new TreeSet<>(head),
                        body.startsWith("{") ? json(body) : body);
            }
            default -> steady;
        };
    }

    private static Object json(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            return text;
        }
    }
}
