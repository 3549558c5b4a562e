<#-- So many of each kind are named. -->
<#assign named = 5>
<#assign labels = {
  "missing-workos": "without an account",
  "incomplete-profile": "with an incomplete profile",
  "identity-conflict": "with an identity conflict",
  "sync-failed": "not synced",
  "push-rejected": "not kept by Circle",
  "member-left": "left the community",
  "message-failed": "about messages that did not go out",
  "reconciliation": "about reconciliation",
  "over": "well again"
}>
<@notification>${count} alerts: <#list groups as group>${group.notices?size} ${labels[group.kind]}<#sep>, </#list></@notification>
<@section>:bell: *${count} alerts*</@section>
<#list groups as group>
<#assign size = group.notices?size>
<@section>*${size} ${labels[group.kind]}*: <#list group.notices[0..*named] as notice>${linked(notice)}<#sep>, </#list><#if size gt named> and ${size - named} more</#if></@section>
</#list>
<@hint>All of them, with details: `GET /api/gaps`</@hint>
