<#import "layout.ftl" as layout>
Hi<#if firstName??> ${firstName}</#if>,

<#if reminder>a friendly reminder: other<#else>other</#if> members find you more easily when your profile says a little more about you. It still lacks:

<@layout.missingFields/>

Complete your profile:
${profileLink}

--
You get this mail because you have a profile in our community. Once it is complete, no more of these will come.
