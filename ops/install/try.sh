#!/bin/sh
# Does what docs/install.md says, block by block, on an empty Debian with systemd: from the archive to the first synced
# member, a proxy, a backup and a restore. Run it as root on a machine that is made for it.
#
#   CIRCLE_API_TOKEN=… SLACK_WEBHOOK_URL=… MAIL_HOST=… MAIL_FROM=… MEMBER=… HOST=… CERTIFICATE=… KEY=… try.sh ARCHIVE
#
# CIRCLE_API_URL, MAIL_SECURITY and MAIL_PORT, if they are given, lead to somebody who stands in.
set -eu

: "${CIRCLE_API_TOKEN:?}" "${SLACK_WEBHOOK_URL:?}" "${MAIL_HOST:?}" "${MAIL_FROM:?}" "${MEMBER:?}"
: "${HOST:?}" "${CERTIFICATE:?}" "${KEY:?}"
export DEBIAN_FRONTEND=noninteractive

folder=$(mktemp -d)
cp "${1:?the archive, circle-sync-<version>.tar.gz}" "$folder"
cd "$folder"
tar xzf circle-sync-*.tar.gz --wildcards --strip-components=2 '*/docs/install.md'
awk '/^```sh$/ { inside = 1; next } /^```/ { inside = 0 } inside' install.md > commands.sh
[ "$(wc -l < commands.sh)" -gt 50 ] || { echo 'docs/install.md holds no commands' >&2; exit 1; }

begin=$(date +%s)
# In this shell, for one block sets what the next ones read.
set -x
. ./commands.sh
{ set +x; } 2>/dev/null

# Whoever is restored is still there.
curl -sf --retry 300 --retry-delay 1 --retry-all-errors -o /dev/null localhost:9876/observe/health
curl -sf -H "Authorization: Bearer $API_TOKEN" "localhost:8080/api/profiles?circleMemberId=$MEMBER" > /dev/null
echo "docs/install.md works from top to bottom, and took $(($(date +%s) - begin)) seconds"
