-- From here on no node claims a member, whichever of the two keys it has; a start that is broken off finds them moved once more.
UPDATE field_key SET key = '' WHERE field = ANY (CAST(? AS text[]))
