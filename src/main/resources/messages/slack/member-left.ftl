<@alert ":door:"; who>${who} left the community</@alert>
<@hint>Their profile is kept. There is nothing to do.</@hint>
