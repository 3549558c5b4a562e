package io.circlesync.circle;

import java.util.Optional;

/** Circle understood and refused (a 4xx that is neither about the token nor about the rate): it would refuse again. */
public final class CircleRejectedException extends CircleException {

    CircleRejectedException(String message) {
        super(Kind.REJECTED, message, Optional.empty());
    }
}
