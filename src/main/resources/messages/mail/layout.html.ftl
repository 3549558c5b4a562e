<#-- A mail as HTML: what is nested, then a button, then why it was sent. -->
<#macro mail subject title link button why>
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${title}</title>
<style>
  :root { color-scheme: light dark; }
  body { margin: 0; padding: 0; background: #f2f1ec; color: #23211c; font: 17px/1.5 -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
  .card { max-width: 520px; margin: 0 auto; padding: 28px 24px; background: #ffffff; overflow-wrap: anywhere; }
  h1 { margin: 0 0 16px; font-size: 23px; line-height: 1.25; }
  p, ul { margin: 0 0 16px; }
  ul { padding-left: 22px; }
  .button { display: inline-block; padding: 13px 22px; border-radius: 8px; background: #2b5d4b; color: #ffffff; font-weight: 600; text-decoration: none; }
  .small { color: #6a665c; font-size: 14px; }
  .small a { color: #2b5d4b; }
  @media (prefers-color-scheme: dark) {
    body { background: #161613; color: #eceae3; }
    .card { background: #22211d; }
    .button { background: #7cc4a8; color: #10231b; }
    .small { color: #aaa699; }
    .small a { color: #7cc4a8; }
  }
  @media (min-width: 560px) { body { padding: 24px 0; } .card { border-radius: 12px; } }
</style>
</head>
<body>
<div class="card">
<h1>${title}</h1>
<#nested>
<p><a class="button" href="${link}">${button}</a></p>
<p class="small">If the button does not work, open this address:<br><a href="${link}">${link}</a></p>
<p class="small">${why}</p>
</div>
</body>
</html>
</#macro>

<#macro p>
<p><#nested></p>
</#macro>

<#macro items>
<ul>
<#nested>
</ul>
</#macro>

<#macro item>
<li><#nested></li>
</#macro>
