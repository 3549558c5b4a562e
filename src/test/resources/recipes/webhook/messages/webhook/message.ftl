{
  "type": "gap.${reminder?then("reminded", "opened")}",
  "timestamp": "${openedAt?datetime?iso_utc}",
  "data": {
    "gap": "${kind}",
    "person": "${name!}",
    "profileId": "${profileId!}",
    "missing": [<#list missing as field>"${field}"<#sep>, </#list>],
    "reason": "${reason}"
  }
}
