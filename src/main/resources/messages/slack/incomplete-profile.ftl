<@alert ":memo:"; who>${who} has an incomplete profile</@alert>
<@hint><#if channelKinds?seq_contains("mail")>A mail that says so goes out to them.<#else>No mail goes out to them.</#if></@hint>
