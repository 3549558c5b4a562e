<@mail
  subject=reminder?then("A friendly reminder: create your member account", "One step left: create your member account")
  title=reminder?then("Your account is still waiting", "One step left")
  link="${signUpLink}" button="Create your account"
  why="You get this mail because you joined our community with this address. If that was not you, just ignore it.">
<@p>Hi<#if firstName??> ${firstName}</#if>,</@p>
<#if reminder>
<@p>a friendly reminder: you are in our community on Circle, and your member account is still waiting for you. Creating it takes a minute.</@p>
<#else>
<@p>good to have you in our community on Circle! One step is left: your member account. Creating it takes a minute.</@p>
</#if>
<#if missing?has_content>
<@p>While you are there, your profile still lacks:</@p>
<@missingFields/>
</#if>
</@mail>
