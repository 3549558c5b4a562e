<@alert emoji=":busts_in_silhouette:" quote="${reason}"; who>${who} cannot be told from somebody else</@alert>
<@hint>Nothing was merged. Decide who is who, correct the e-mail address or the account on one side, and the next sync goes on by itself.</@hint>
