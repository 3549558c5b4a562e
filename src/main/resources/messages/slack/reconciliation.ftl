<#if about == "reconciliation">
<#assign run = subject?keep_after(":")>
<#if cause == "waiting">
<@alert emoji=":raised_hand:" quote="${reason}"; who>${who} waits for you</@alert>
<@hint>More differs than it may write by itself. Look at `GET /api/reconciliations/${run}/report`, then go on (`POST /api/reconciliations/${run}/continue`, `without` leaves kinds out) or cancel it.</@hint>
<#elseif cause == "failed">
<@alert emoji=":warning:" quote="${reason}"; who>${who} has failed</@alert>
<@hint>Nothing was written. The next one begins anew.</@hint>
<#else>
<@alert emoji=":mag:" quote="${reason}"; who>${who} is done</@alert>
<@hint>What was found, one by one: `GET /api/reconciliations/${run}/report`. Members who are new here were not written to.</@hint>
</#if>
<#else>
<@alert emoji=":mag:" quote="${reason}"; who>${who} was compared</@alert>
</#if>
