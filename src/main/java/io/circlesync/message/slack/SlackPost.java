package io.circlesync.message.slack;

import com.slack.api.model.Message;

/**
 * A message that is ready to be posted.
 *
 * @param channel such as {@code slack} or {@code slack:members}
 */
public record SlackPost(String channel, Message message) {}
