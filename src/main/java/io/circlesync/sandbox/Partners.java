package io.circlesync.sandbox;

import io.circlesync.circle.CircleAccount;
import io.circlesync.message.mail.SmtpSettings;
import io.circlesync.message.slack.SlackSettings;

/** Where every partner is found, real or not. */
public record Partners(CircleAccount circle, SlackSettings slack, SmtpSettings mail) {}
