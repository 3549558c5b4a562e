<#-- What a profile lacks, in words. -->
<#macro missingFields>
<@items>
<#list missing as field>
<@item><#if field == "headline">a headline: one line on what you do<#elseif field == "thingsICanOffer">things you can offer to other members<#else>${labels[field]}</#if></@item>
</#list>
</@items>
</#macro>
