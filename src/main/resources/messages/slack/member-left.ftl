<@alert ":door:"; who>${who} left the community</@alert>
<@hint>They left, or were deactivated there. Their profile is kept. There is nothing to do.</@hint>
