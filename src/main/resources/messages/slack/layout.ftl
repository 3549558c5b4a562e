<#-- Whom it is about: their name, else what else tells them. Never an e-mail address. -->
<#function nameOf notice>
<#if notice.about == "circle"><#return "Circle"></#if>
<#if notice.about == "reconciliation"><#return "Reconciliation " + notice.subject?keep_after(":")></#if>
<#if notice.name??><#return notice.name></#if>
<#if notice.memberId??><#return "Member " + notice.memberId></#if>
<#if notice.about == "channel"><#return (notice.channelKind == "mail")?then("all mails", "all messages to " + notice.channel)></#if>
<#if notice.profileId??><#return "Profile " + notice.profileId></#if>
<#return notice.subject>
</#function>

<#-- The same as a link to their page in Circle, where that is known. -->
<#function linked notice>
<#return link(notice.url, nameOf(notice))>
</#function>

<#macro since><#if reminder> (open since ${openedAt?string("d MMMM")})</#if></#macro>

<#macro quoted text><#if text?has_content>${"\n"}>${text}</#if></#macro>

<#-- One line for notifications, and the same with a link, what follows it, and a partner's words. -->
<#macro alert emoji more="" quote="">
<#local who>*${linked(.data_model)}*</#local>
<@notification><#nested nameOf(.data_model)><@since/></@notification>
<@section>${emoji} <#nested who><@since/>${more}<@quoted quote/></@section>
</#macro>
