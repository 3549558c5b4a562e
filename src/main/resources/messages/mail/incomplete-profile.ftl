<@mail
  subject=reminder?then("A friendly reminder: complete your profile", "Your profile is almost complete")
  title="Your profile is almost complete"
  link="${profileLink}" button="Complete your profile"
  why="You get this mail because you have a profile in our community. Once it is complete, no more of these will come.">
<@p>Hi<#if firstName??> ${firstName}</#if>,</@p>
<@p><#if reminder>a friendly reminder: other<#else>other</#if> members find you more easily when your profile says a little more about you. It still lacks:</@p>
<@missingFields/>
</@mail>
