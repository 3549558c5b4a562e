<#if about == "circle">
<@alert emoji=":warning:" quote="${reason}"; who>${who} takes no changes from us</@alert>
<@hint>Check that the API token and the plan may write. What changes in Circle still comes in; what was changed in the app is sent once Circle takes it.</@hint>
<#else>
<@alert emoji=":warning:" more=fields?has_content?then(": " + fields, "") quote="${reason}"; who>${who} has changes that Circle did not keep</@alert>
<@hint>Check in Circle that these profile fields exist and can be written.</@hint>
</#if>
