<#if quiet>
<@alert ":wave:"; who>${who} has no account any more</@alert>
<@hint>It was deleted in WorkOS. Their profile is kept, and no mail goes out to them.</@hint>
<#else>
<@alert ":wave:"; who>${who} has no account yet</@alert>
<@hint><#if channelKinds?seq_contains("mail")>A mail with the sign-up link goes out to them.<#else>No mail goes out to them.</#if></@hint>
</#if>
