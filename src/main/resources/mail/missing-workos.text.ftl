<#import "layout.ftl" as layout>
Hi<#if firstName??> ${firstName}</#if>,

<#if reminder>
a friendly reminder: you are in our community on Circle, and your member account is still waiting for you. Creating it takes a minute.
<#else>
good to have you in our community on Circle! One step is left: your member account. Creating it takes a minute.
</#if>

Create your account:
${signUpLink}

<#if missing?has_content>
While you are there, your profile still lacks:

<@layout.missingFields/>

</#if>
--
You get this mail because you joined our community with this address. If that was not you, just ignore it.
