<#if reminder>A friendly reminder: create your member account<#else>One step left: create your member account</#if>
