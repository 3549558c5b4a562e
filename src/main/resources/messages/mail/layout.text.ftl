<#-- A mail as text. Its first line is the subject. -->
<#macro mail subject title link button why>
${subject}

<#nested>

${button}:
${link}

--
${why}
</#macro>

<#macro p>

<#nested>

</#macro>

<#macro items>

<#nested>

</#macro>

<#macro item>
- <#nested><#t>
</#macro>
