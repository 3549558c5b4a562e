<#macro missingFields>
<#list missing as field>
- <#if field == "headline">a headline: one line on what you do<#elseif field == "thingsICanOffer">things you can offer to other members<#else>${field}</#if>
</#list>
</#macro>
