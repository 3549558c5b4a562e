package io.circlesync.check;

import java.util.List;

/** Asks one question, and gives the lines. */
final class Asked {

    private Asked() {}

    static List<String> lines(Question question) {
        try {
            return question.answer().call().stream()
                    .map(Check::line)
                    .map(line -> line.replaceAll(" +", " "))
                    .toList();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
