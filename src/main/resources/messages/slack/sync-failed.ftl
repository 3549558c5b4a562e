<#if about == "circle">
<@alert emoji=":warning:" quote="${reason}"; who>${who} lets us in no more</@alert>
<@hint>Check the API token and the plan. Once Circle lets us in, the sync goes on by itself.</@hint>
<#else>
<@alert emoji=":warning:" quote="${reason}"; who>${who} cannot be synced</@alert>
<@hint>See why. Once it is mended, the next change of the member, in Circle or in the app, starts again.</@hint>
</#if>
