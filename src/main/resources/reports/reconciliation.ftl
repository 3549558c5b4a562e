<#assign meanings = {
  "missing-here": "A member without a profile. One is made; nobody is written to.",
  "missing-there": "A profile that is linked to no member, though Circle has its address. They are linked.",
  "different": "Values that differ. Each line says which one stays, and why.",
  "renamed": "Another name, and nothing else.",
  "address-changed": "Circle has another address. The profile follows.",
  "emptied": "A value is gone on one side. Each line says what comes of it.",
  "left": "Deactivated, or not in Circle's list any more. Who is not listed is marked after a second whole scan, or once a person approves it.",
  "returned": "A member who had left is there again.",
  "identity-conflict": "It is not plain whose profile it is. Nothing is merged until a person decides.",
  "duplicate": "Two members with one address. Nothing is merged until a person decides."
}>
<#assign absences = {"not-listed": "Not in Circle's list.", "deactivated": "Deactivated in Circle.", "left": "Circle does not know them any more."}>
<#assign states = {"open": "not written", "applied": "written", "ignored": "left out", "outdated": "no longer so"}>
<#assign runStates = {
  "planned": "is planned", "running": "is running", "waiting": "waits for a person", "done": "is done",
  "cancelled": "was cancelled", "failed": "has failed, and has written nothing"}>
<#assign thresholds = {
  "reconcile.max-quota-percent": "Share of the month's calls to Circle that this run takes",
  "reconcile.max-change-percent": "Members of whom something differs",
  "reconcile.max-left-percent": "Linked members who have left",
  "reconcile.max-emptied-percent": "Members of whom a value is gone"}>
<#macro value text><#if text != ""><q>${text}</q><#else><i>nothing</i></#if></#macro>
<#macro button action label quiet=false><form method="post" enctype="text/plain" action="${action}"><button<#if quiet> class="quiet"</#if>>${label}</button></form></#macro>
<#macro chart title bars>
<#if bars?has_content>
<section>
<h2>${title}</h2>
<table class="bars">
<#list bars as bar>
<tr><th scope="row">${bar.name}</th><td class="bar"><div style="width:${bar.percent}%"></div></td><td class="count">${bar.count}</td></tr>
</#list>
</table>
</section>
</#if>
</#macro>
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<#if run.state == "running"><meta http-equiv="refresh" content="5"></#if>
<title>Reconciliation ${run.id?c}</title>
<style>
:root { color-scheme: light dark; --bar: #4b6bfb; --line: #8884; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: .5rem 0; } h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
table { border-collapse: collapse; width: 100%; }
.bars th { text-align: left; font-weight: normal; width: 11rem; } .bars .count { text-align: right; width: 4rem; }
.bar div { background: var(--bar); height: .9rem; border-radius: .2rem; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.filters a, .filters b { display: inline-block; margin-right: .75rem; }
article { border-top: 1px solid var(--line); padding: .75rem 0; break-inside: avoid; }
article h3 { font-size: 1rem; margin: 0; } article p { margin: .15rem 0; } .soft { opacity: .75; }
.fields th { text-align: left; padding-right: .5rem; vertical-align: top; font-weight: normal; } .fields td { vertical-align: top; padding-right: .5rem; } .fields { table-layout: fixed; } .fields th, .fields td:nth-child(4) { width: 9rem; }
.wins { font-weight: 600; } .warn { border-left: .3rem solid #d97706; padding-left: .75rem; }
.decide { margin: .5rem 0; } .decide form { display: inline-block; margin: 0 .5rem .25rem 0; } .decide label { white-space: nowrap; margin-right: .75rem; }
button { font: inherit; padding: .35rem .9rem; border: 1px solid var(--line); border-radius: .3rem; background: var(--bar); color: #fff; cursor: pointer; } button.quiet { background: none; color: inherit; }
@media (max-width: 40rem) { .bars th { width: 8rem; } .fields, .fields tbody, .fields tr, .fields th, .fields td, .fields td:last-child { display: block; width: auto; } .fields tr { margin-bottom: .5rem; } }
@media print { body { max-width: none; font-size: 11pt; } .filters, .decide { display: none; } }
</style>
</head>
<body>
<h1>Reconciliation ${run.id?c} ${runStates[run.state]}</h1>
<p>${run.applied?then("A dry run that somebody has applied. ", run.dryRun?then("A dry run: nothing is written until somebody applies it. ", ""))}${run.progress.members} of ${run.progress.membersTotal} members are compared. Begun ${begun}<#if ended != "">, ended ${ended}</#if>.</p>
<#list run.waitingFor as passed>
<p class="warn">${thresholds[passed.threshold]}: ${passed.figure} %, and the limit is ${passed.limit} % (<code>${passed.threshold}</code>).</p>
<#else>
<#if run.reason??><p class="warn">${run.reason}</p></#if>
</#list>
<#if run.decisions?has_content>
<section class="decide">
<#if !buttons>
<p>Decide on the operators' page, at the management port's /hawtio under Circle Sync, Runs; its report has buttons here. Or by the API: POST <#list run.decisions as one>/api/reconciliations/${run.id?c}/${one}<#sep>, </#list>.</p>
<#else>
<#if run.decisions?seq_contains("continue")>
<form method="post" enctype="text/plain" action="continue">
<#if run.state == "waiting">
<p>Going on reads the list once more and writes what is still so. Leave out all that is ticked:
<#list kinds as one><label><input type="checkbox" name="without" value="${one.name}"> ${one.name}</label></#list></p>
</#if>
<button>Go on</button>
</form>
</#if>
<#if run.decisions?seq_contains("apply")>
<p>Applying reads the list once more and writes what is still so.</p>
<@button "apply" "Apply"/>
</#if>
<#if run.decisions?seq_contains("cancel")><@button "cancel" "Cancel the run" true/></#if>
</#if>
</section>
</#if>
<@chart "By kind" kinds/>
<@chart "By field" fields/>
<h2>One by one</h2>
<p class="filters"><#if kind == ""><b>all kinds</b><#else><a href="report">all kinds</a></#if><#list allKinds as one><#if one == kind><b>${one}</b><#else><a href="report?kind=${one?url}">${one}</a></#if></#list></p>
<p class="filters"><#list states as one, meaning><#if one == state><b>${meaning}</b><#else><a href="report?<#if kind != "">kind=${kind?url}&amp;</#if>state=${one?url}">${meaning}</a></#if></#list></p>
<#list findings as finding>
<article>
<h3>${finding.kind}: member ${finding.circleMemberId?c} <span class="soft">${finding.isApproved?then("approved, and written when the run goes on", states[finding.state])}</span></h3>
<p class="soft">${meanings[finding.kind]}<#if finding.reason??> ${finding.reason}</#if><#if finding.otherMemberId??> The other member: ${finding.otherMemberId?c}.</#if></p>
<#if finding.fields?has_content>
<table class="fields">
<#list finding.fields as field>
<#if absences[field.rule]??>
<tr><td colspan="4">${absences[field.rule]}</td></tr>
<#else>
<tr><th scope="row">${field.field}</th><td<#if field.winner == "local"> class="wins"</#if>>here: <@value field.localValue!""/></td><td<#if field.winner == "circle"> class="wins"</#if>>in Circle: <@value field.circleValue!""/></td><td class="soft">${field.rule}</td></tr>
</#if>
</#list>
</table>
</#if>
<#if buttons && (finding.mayBeApproved || finding.mayBeIgnored)>
<div class="decide"><#if finding.mayBeApproved><@button "findings/" + finding.id?c + "/approve" "They have left"/></#if><#if finding.mayBeIgnored><@button "findings/" + finding.id?c + "/ignore" "Leave it out" true/></#if></div>
</#if>
<p class="soft">Finding ${finding.id?c}<#if finding.profileId??>, profile ${finding.profileId}</#if></p>
</article>
<#else>
<p>Nothing is found.</p>
</#list>
<#if next != ""><p class="filters"><a href="report?${next}">More</a></p></#if>
</body>
</html>
