<#if about == "circle" && over>
<@alert emoji=":white_check_mark:"; who>${who} is well again</@alert>
<@hint>Whoever waited is synced now, in order.</@hint>
<#elseif about == "circle" && cause == "quota">
<@alert emoji=":warning:" quote="${reason}"; who>${who}: ${subject?keep_after_last(":")} % of the month's calls are used up</@alert>
<@hint>At 100 % nothing more is synced before the month is over (UTC). The setting is `circle.monthly-quota`; `GET /api/partners` shows the calls.</@hint>
<#elseif about == "circle" && cause == "busy">
<@alert emoji=":warning:" quote="${reason}"; who>${who} asks us to call less often</@alert>
<@hint>It is left alone for as long as it asks; then the sync goes on by itself. The setting is `circle.requests-per-minute`.</@hint>
<#elseif about == "circle" && cause == "away">
<@alert emoji=":warning:" quote="${reason}"; who>${who} does not answer</@alert>
<@hint>Whoever is to be synced waits. Circle is asked at growing pauses; once it answers, the sync goes on by itself.</@hint>
<#elseif about == "circle">
<@alert emoji=":warning:" quote="${reason}"; who>${who} lets us in no more</@alert>
<@hint>Check the API token and the plan. Once Circle lets us in, the sync goes on by itself.</@hint>
<#else>
<@alert emoji=":warning:" quote="${reason}"; who>${who} cannot be synced</@alert>
<@hint>See why. Once it is mended, the next change of the member, in Circle or in the app, starts again.</@hint>
</#if>
