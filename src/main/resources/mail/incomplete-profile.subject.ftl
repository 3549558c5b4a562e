<#if reminder>A friendly reminder: complete your profile<#else>Your profile is almost complete</#if>
