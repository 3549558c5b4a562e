<#if about == "channel" && over>
<#assign fact = (channelKind == "mail")?then("Mails go out again", "Messages to " + channel + " go out again")>
<@notification>${fact}</@notification>
<@section>:white_check_mark: *${fact}*</@section>
<@hint>What waited goes out now.</@hint>
<#elseif about == "channel">
<#assign fact = (channelKind == "mail")?then("No mail goes out", "No message goes out to " + channel)>
<@notification>${fact}<@since/></@notification>
<@section>:warning: *${fact}*<@since/><@quoted reason/></@section>
<@hint><#if channelKind == "mail">The mail server refuses all of them. They wait, and go out by themselves once it is mended. Look at the settings `mail.*` and at the account.<#else>All of them are refused. They wait, and go out by themselves once it is mended. Look at the setting of the channel and at its account.</#if></@hint>
<#elseif channelKind == "mail">
<@alert emoji=":warning:" quote="${reason}"; who>${who} cannot be written to</@alert>
<@hint>Their mail was given up. Look at the address; once it is mended, the next mail goes out.</@hint>
<#else>
<@alert emoji=":warning:" quote="${reason}"; who>${who} has an alert that ${(channelKind == "slack")?then("Slack", channel)} does not take</@alert>
<@hint>The alert was given up. What it is about is in `GET /api/gaps`.</@hint>
</#if>
