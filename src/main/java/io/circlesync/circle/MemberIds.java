package io.circlesync.circle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** Reads Circle's ids, which come as numbers, by some senders with a point and a zero, and in webhooks as numeric texts too. */
public final class MemberIds {

    /** From here on numbers of JavaScript's kind stand for several ids. */
    private static final double LARGEST_EXACT = 1L << 53;

    private MemberIds() {}

    /** The id; empty where there is none above zero that fits. */
    public static Optional<Long> read(JsonNode node) {
        if (node.isIntegralNumber() && node.canConvertToLong() && node.longValue() > 0) {
            return Optional.of(node.longValue());
        }
        if (node.isFloatingPointNumber() && node.canConvertToExactIntegral() && node.doubleValue() < LARGEST_EXACT) {
            return Optional.of(node.longValue()).filter(id -> id > 0);
        }
        if (node.isTextual() && node.textValue().strip().matches("[0-9]{1,18}")) {
            long id = Long.parseLong(node.textValue().strip());
            return id > 0 ? Optional.of(id) : Optional.empty();
        }
        return Optional.empty();
    }
}
