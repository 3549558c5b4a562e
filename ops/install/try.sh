#!/bin/sh
# Does what docs/install.md says, block by block, on an empty Debian with systemd: from the archive to the first synced
# member, a proxy, a backup and a restore. Run it as root on a machine that is made for it.
#
#   try.sh ARCHIVE
#
# Circle, Slack and the mail server are stood in for, and the certificate is signed by itself. With real ones, all of
#
#   CIRCLE_API_TOKEN=… SLACK_WEBHOOK_URL=… MAIL_HOST=… MAIL_FROM=… MEMBER=… HOST=… CERTIFICATE=… KEY=… try.sh ARCHIVE
set -eu

archive=$(readlink -f "${1:?the archive, circle-sync-<version>.tar.gz}")
export DEBIAN_FRONTEND=noninteractive

folder=$(mktemp -d)
cp "$archive" "$folder"
cd "$folder"
tar xzf circle-sync-*.tar.gz --no-same-owner --wildcards --strip-components=1 '*/docs/install.md' '*/ops/install/stand-in.pl'
awk '/^```sh$/ { inside = 1; next } /^```/ { inside = 0 } inside' docs/install.md > commands.sh
[ "$(wc -l < commands.sh)" -gt 50 ] || { echo 'docs/install.md holds no commands' >&2; exit 1; }

if [ -z "${CIRCLE_API_TOKEN-}" ]; then
  CIRCLE_API_TOKEN=a-stand-in-takes-this-token
  CIRCLE_API_URL=http://localhost:18101/api/admin/v2
  SLACK_WEBHOOK_URL=http://localhost:18101/services/T0/B0/x
  MAIL_HOST=localhost MAIL_PORT=18125 MAIL_SECURITY=none MAIL_FROM=community@example.org
  MEMBER=43391391
  HOST=sync.example.org CERTIFICATE=$folder/certificate.pem KEY=$folder/key.pem
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$HOST" -out "$CERTIFICATE" -keyout "$KEY" 2> /dev/null
  perl ops/install/stand-in.pl 18101 18125 "$CIRCLE_API_TOKEN" > stand-in.log 2>&1 &
  trap "kill $!" EXIT
fi
: "${SLACK_WEBHOOK_URL:?}" "${MAIL_HOST:?}" "${MAIL_FROM:?}" "${MEMBER:?}" "${HOST:?}" "${CERTIFICATE:?}" "${KEY:?}"

begin=$(date +%s)
# In this shell, for one block sets what the next ones read. Shown as they stand there: with their values they would show secrets.
set -v
. ./commands.sh
{ set +v; } 2>/dev/null

# Whoever is restored is still there.
curl -sf --retry 300 --retry-delay 1 --retry-all-errors -o /dev/null localhost:9876/observe/health
curl -sf -H "Authorization: Bearer $API_TOKEN" "localhost:8080/api/profiles?circleMemberId=$MEMBER" > /dev/null
echo "docs/install.md works from top to bottom, and took $(($(date +%s) - begin)) seconds"
