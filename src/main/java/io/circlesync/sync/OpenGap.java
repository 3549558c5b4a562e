package io.circlesync.sync;

/** A gap that is open in the database; {@code kind} is the JSON name. */
record OpenGap(String subject, String kind) {}
